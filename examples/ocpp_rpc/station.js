// A charging station on the npm package `ocpp-rpc`, as its documentation has one written: `npm install` in this folder
//
// ocpp-conformance run --listen 127.0.0.1:9000
// node examples/ocpp_rpc/station.js ws://127.0.0.1:9000/ocpp CS001

const { RPCClient, createRPCError } = require('ocpp-rpc');
const { setTimeout } = require('timers/promises');

const [endpoint = 'ws://127.0.0.1:9000/ocpp', identity = 'CS001'] = process.argv.slice(2);
const variables = {
    HeartbeatInterval: '300', OfflineThreshold: '60', WebSocketPingInterval: '20',
    RetryBackOffRepeatTimes: '3', RetryBackOffRandomRange: '5', RetryBackOffWaitMinimum: '5',
};
const now = () => new Date().toISOString();
let accepted = false;
let starts = 0; // each one ends the retries of the one before

const client = new RPCClient({
    endpoint,
    identity,
    protocols: ['ocpp2.0.1'],
    strictMode: true,
    callTimeoutMs: 10000,
});
client.on('strictValidationFailure', ({ method, error }) => console.warn(`${method}: ${error.message}`));

async function boot(reason) {
    accepted = false;
    const chargingStation = { vendorName: 'ocpp-rpc', model: 'Example' };
    const response = await client.call('BootNotification', { reason, chargingStation });
    if (response.status !== 'Accepted') {
        return response.interval || 5;
    }
    accepted = true;
    variables.HeartbeatInterval = String(response.interval || 300);
    await sendStatus();
    await client.call('SecurityEventNotification', { type: 'StartupOfTheDevice', timestamp: now() });
    return 0;
}

function sendStatus() {
    return client.call('StatusNotification', {
        timestamp: now(), connectorStatus: 'Available', evseId: 1, connectorId: 1,
    });
}

async function bootUntilAccepted(reason) {
    const start = ++starts;
    do {
        const seconds = await boot(reason).catch(() => 5);
        await setTimeout(seconds * 1000);
    } while (!accepted && start === starts);
}

// what becomes of asking for a variable
function about({ component, variable, attributeType }) {
    const unknown = component.name === 'OCPPCommCtrlr' ? 'UnknownVariable' : 'UnknownComponent';
    const known = component.name === 'OCPPCommCtrlr' && variable.name in variables;
    return { component, variable, attributeType, attributeStatus: known ? 'Accepted' : unknown };
}

client.handle('GetVariables', ({ params }) => ({
    getVariableResult: params.getVariableData.map((wish) => {
        const result = about(wish);
        const value = variables[wish.variable.name];
        return result.attributeStatus === 'Accepted' ? { ...result, attributeValue: value } : result;
    }),
}));

client.handle('SetVariables', ({ params }) => ({
    setVariableResult: params.setVariableData.map((wish) => {
        const result = about(wish);
        if (result.attributeStatus !== 'Accepted') return result;
        if (!/^\d+$/.test(wish.attributeValue)) return { ...result, attributeStatus: 'Rejected' };
        variables[wish.variable.name] = wish.attributeValue;
        return result;
    }),
}));

client.handle('TriggerMessage', ({ params }) => {
    const senders = { Heartbeat: () => client.call('Heartbeat', {}), StatusNotification: sendStatus };
    if (!accepted) senders.BootNotification = () => boot('Triggered');
    const send = senders[params.requestedMessage];
    if (!send) return { status: params.requestedMessage === 'BootNotification' ? 'Rejected' : 'NotImplemented' };
    setImmediate(() => send().catch(console.warn));
    return { status: 'Accepted' };
});

client.handle('GetTransactionStatus', ({ params }) =>
    params.transactionId ? { messagesInQueue: false, ongoingIndicator: false } : { messagesInQueue: false });

client.handle('Reset', () => {
    setImmediate(async () => {
        await client.close({ awaitPending: true });
        await client.connect();
        await bootUntilAccepted('RemoteReset');
    });
    return { status: 'Accepted' };
});

client.handle(({ method }) => {
    throw createRPCError('NotImplemented', `${method} is not implemented`);
});

async function main() {
    await client.connect();
    await bootUntilAccepted('PowerUp');
    for (;;) {
        await setTimeout(Number(variables.HeartbeatInterval) * 1000);
        if (accepted) await client.call('Heartbeat', {}).catch(console.warn);
    }
}

main();
