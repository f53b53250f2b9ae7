// Verifies one delivered message with two independent libraries, and a tampered copy of it.
// Arguments: the signing key, a file with {id, timestamp, signature, body}.
import { readFileSync } from 'node:fs';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

const [secret, file] = process.argv.slice(2);
const { id, timestamp, signature, body } = JSON.parse(readFileSync(file, 'utf8'));
const standard = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
const svix = { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature };

new StandardWebhook(secret).verify(body, standard);
console.log('standardwebhooks ok');
new SvixWebhook(secret).verify(body, svix);
console.log('svix ok');
try {
    new StandardWebhook(secret).verify(body + ' ', standard);
    console.log('tampered accepted');
} catch {
    console.log('tampered refused');
}
