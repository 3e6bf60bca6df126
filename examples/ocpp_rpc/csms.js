// A CSMS on the npm package `ocpp-rpc`, as its documentation has one written: `npm install` in this folder, then
//
// node examples/ocpp_rpc/csms.js 9000
// ocpp-conformance run --csms ws://127.0.0.1:9000 --identity 'CS{n:03}' --password a-password-of-its-own \
//     --token accepted=04A2B3C4:ISO14443 --token blocked=04B1B2B3:ISO14443 --token expired=04E1E2E3:ISO14443

const { RPCServer, createRPCError } = require('ocpp-rpc');

const PASSWORD = 'a-password-of-its-own';
const TOKENS = { '04A2B3C4': 'Accepted', '04B1B2B3': 'Blocked', '04E1E2E3': 'Expired' };
const CONFIRMED = [
    'StatusNotification', 'MeterValues', 'NotifyEvent', 'NotifyReport', 'SecurityEventNotification',
    'FirmwareStatusNotification', 'LogStatusNotification',
];

const idTokenInfo = ({ idToken, type }) =>
    ({ status: type === 'NoAuthorization' ? 'Accepted' : TOKENS[idToken.toUpperCase()] ?? 'Unknown' });

const server = new RPCServer({
    protocols: ['ocpp2.0.1'],
    strictMode: true,
});

server.auth((accept, reject, handshake) => {
    if (handshake.password?.toString('utf8') === PASSWORD) {
        accept();
    } else {
        reject(401);
    }
});

server.on('client', (client) => {
    client.on('strictValidationFailure', ({ method, error }) => {
        console.warn(`${client.identity}: ${method}: ${error.message}`);
    });

    client.handle('BootNotification', () => ({
        status: 'Accepted',
        interval: 300,
        currentTime: new Date().toISOString(),
    }));

    client.handle('Heartbeat', () => ({ currentTime: new Date().toISOString() }));

    for (const method of CONFIRMED) {
        client.handle(method, () => ({}));
    }

    client.handle('Authorize', ({ params }) => ({ idTokenInfo: idTokenInfo(params.idToken) }));

    client.handle('TransactionEvent', ({ params }) =>
        params.idToken ? { idTokenInfo: idTokenInfo(params.idToken) } : {});

    client.handle('DataTransfer', () => ({ status: 'UnknownVendorId' }));

    client.handle(({ method }) => {
        throw createRPCError('NotImplemented', `${method} is not implemented`);
    });
});

const port = Number(process.argv[2] ?? 9000);
server.listen(port, '127.0.0.1').then(() => console.log(`listening on ws://127.0.0.1:${port}`));
