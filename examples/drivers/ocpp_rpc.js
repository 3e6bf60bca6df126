// The CSMS of examples/ocpp_rpc with a driver at a URL beside it: `npm install` in that folder, then
//
// node examples/drivers/ocpp_rpc.js 9000 8000
// ocpp-conformance run --csms ws://127.0.0.1:9000 --identity 'CS{n:03}' --password a-password-of-its-own \
//     --driver http://127.0.0.1:8000

const http = require('node:http');
const path = require('node:path');

const folder = path.resolve(process.argv[4] ?? path.join(__dirname, '../ocpp_rpc'));
const { RPCServer } = require(require.resolve('ocpp-rpc', { paths: [folder] }));

const CALLS = {
    trigger: (a) => ['TriggerMessage', { requestedMessage: a.requested_message, ...(a.evse && { evse: a.evse }) }],
    reset: (a) => ['Reset', { type: a.kind, ...(a.evse && { evseId: a.evse }) }],
    clear_cache: () => ['ClearCache', {}],
};
const stations = new Map();
const receipts = new Map(); // by the id of the request: one that comes again is not carried out again

const listen = RPCServer.prototype.listen;
RPCServer.prototype.listen = function (...args) {
    this.on('client', (client) => stations.set(client.identity, client));
    return listen.apply(this, args);
};
require(path.join(folder, 'csms.js')); // it takes its port from process.argv[2]

function carryOut({ station, intent, arguments: given }) {
    if (!CALLS[intent]) return { result: 'unsupported', text: intent };
    if (!stations.has(station)) return { result: 'declined', text: `${station} is not connected` };
    stations.get(station).call(...CALLS[intent](given)).catch(() => {});
    return { result: 'done' }; // the CSMS has been told; what becomes of it shows on the wire
}

function answer(message) {
    const { contract, id, verb } = message;
    const carried = () => receipts.get(id) ?? receipts.set(id, carryOut(message)).get(id);
    if (contract !== 1 || typeof id !== 'string') return { id: null, error: 'this is no request of version 1' };
    if (verb === 'describe') return { id, contract: 1, intents: Object.keys(CALLS) };
    if (verb === 'observe') return { id, seen: { stations: [...stations.keys()] } };
    if (verb === 'setup') return { id, result: 'unsupported', text: 'no state can be set' };
    if (verb === 'intend' && message.intent) return { id, ...carried() };
    return { id, error: `there is no ${verb}` };
}

http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const reply = answer(JSON.parse(body));
    response.writeHead(reply.error ? 400 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(reply));
}).listen(Number(process.argv[3] ?? 8000), '127.0.0.1');
