// A session at the bundled station, ended by the bundled CSMS, driven from Node:
//   ocpp-conformance csms & ocpp-conformance station & node examples/control/session.mjs
const station = process.argv[2] ?? "http://127.0.0.1:8080"; // its REST API, with gestures
const csms = process.argv[3] ?? "http://127.0.0.1:9001"; // the driver contract

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok || (found.result ?? "done") !== "done") throw new Error(`${url}: ${JSON.stringify(found)}`);
  return found;
}

const gesture = (name, given) => post(`${station}/gestures/${name}`, given);
const intend = (intent, given) =>
  post(csms, { contract: 1, id: crypto.randomUUID(), verb: "intend", station: "CS001", intent, arguments: given });

await gesture("plug_in", { evse: 1, connector: 1 });
await gesture("present_token", { id_token: "04A2B3C4", type: "ISO14443" });
const { transactions } = await (await fetch(`${station}/status`)).json();
console.log(`transaction ${transactions[0].transactionId} is ${transactions[0].chargingState}`);
await intend("remote_stop", { transaction_id: transactions[0].transactionId });
await gesture("unplug", { evse: 1, connector: 1 });
console.log("stopped by the CSMS, unplugged");
