// Drives the sandbox as a product team would, with jsforce, and prints what came of it as JSON.
import jsforce from 'jsforce';

const base = process.argv[2];
const out = {};
const oauth2 = new jsforce.OAuth2({
  loginUrl: base, clientId: 'jsforce-app', clientSecret: 'secret',
  redirectUri: 'http://127.0.0.1:1/callback', useVerifier: true,
});

async function consent(url, org) {
  const page = await fetch(url);
  out.consentPage = page.status;
  const form = new URLSearchParams(new URL(url).searchParams);
  form.set('org', org);
  form.set('decision', 'allow');
  const answer = await fetch(base + '/services/oauth2/authorize', { method: 'POST', body: form, redirect: 'manual' });
  const back = new URL(answer.headers.get('location'));
  out.state = back.searchParams.get('state');
  return back.searchParams.get('code');
}

async function refusal(work) {
  try {
    await work();
    return 'no refusal';
  } catch (error) {
    return { code: error.errorCode ?? error.name, message: error.message };
  }
}

async function signIn() {
  const conn = new jsforce.Connection({ oauth2, instanceUrl: base, version: '60.0' });
  const code = await consent(oauth2.getAuthorizationUrl({ scope: 'api refresh_token id', state: 'xyz' }), 'northwind');
  out.user = await conn.authorize(code);
  out.identity = (await conn.identity()).username;
  return conn;
}

async function discover(conn) {
  const global = await conn.describeGlobal();
  out.objects = global.sobjects.map((object) => object.name);
  const account = await conn.sobject('Account').describe();
  out.accountFields = account.fields.length;
  out.externalIds = account.fields.filter((field) => field.externalId).map((field) => field.name);
  out.versions = (await conn.request('/services/data')).length;
  out.limits = (await conn.limits()).DailyApiRequests;
  out.usage = conn.limitInfo;
}

async function read(conn) {
  const ids = new Set();
  await new Promise((resolve, reject) => {
    conn.query('SELECT Id, Name, Owner.Name FROM Contact')
      .on('record', (record) => ids.add(record.Id))
      .on('end', resolve).on('error', reject)
      .run({ autoFetch: true, maxFetch: 100000 });
  });
  out.fetched = ids.size;
  const children = await conn.query('SELECT Id, (SELECT Id, LastName FROM Contacts LIMIT 3) FROM Account LIMIT 1');
  out.children = children.records[0].Contacts.records.length;
  out.found = await conn.sobject('Account').find({ Industry: 'Energy' }, ['Id', 'Industry']).limit(5).execute()
    .then((found) => found.map((record) => record.Industry));
  out.grouped = (await conn.query('SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry')).totalSize;
}

async function write(conn) {
  const accounts = conn.sobject('Account');
  const created = await accounts.create({ Name: 'Made by jsforce', Product_Id__c: 'JS-1' });
  out.created = created.success;
  out.updated = (await accounts.update({ Id: created.id, Industry: 'Retail' })).success;
  out.retrieved = (await accounts.retrieve(created.id)).Industry;
  out.upserted = await accounts.upsert({ Product_Id__c: 'JS-1', Name: 'Upserted' }, 'Product_Id__c');
  out.deleted = (await accounts.destroy(created.id)).success;
  out.afterwards = await refusal(() => accounts.retrieve(created.id));
  out.inBin = (await conn.query(`SELECT Id FROM Account WHERE Id = '${created.id}' AND IsDeleted = true`, { scanAll: true })).totalSize;
}

async function compose(conn) {
  const accounts = conn.sobject('Account');
  const made = await accounts.create([{ Name: 'Composed 1' }, { Name: 'Composed 2' }]);
  const path = '/services/data/v60.0';
  const part = (at, name, httpHeaders) => ({
    method: 'PATCH', url: `${path}/sobjects/Account/${made[at].id}`, referenceId: `part${at}`, httpHeaders, body: { Name: name },
  });
  const send = (compositeRequest) => conn.requestPost(`${path}/composite`, { allOrNone: false, compositeRequest });
  const before = conn.limitInfo.apiUsage.used;
  out.composed = (await send([
    part(0, 'In time', { 'If-Unmodified-Since': 'Thu, 01 Jan 2099 00:00:00 GMT' }),
    part(1, 'Too late', { 'If-Unmodified-Since': 'Mon, 01 Jan 2001 00:00:00 GMT' }),
  ])).compositeResponse;
  out.composedCalls = conn.limitInfo.apiUsage.used - before;
  out.composedNames = (await accounts.retrieve(made.map((one) => one.id))).map((one) => one.Name);
  out.composedForbidden = await refusal(() => send([part(0, 'x', { Authorization: 'x' })]));
  const limits = { method: 'GET', url: `${path}/limits` };
  out.composedTooMany = await refusal(() => send(Array.from({ length: 26 }, (_, at) => ({ ...limits, referenceId: `r${at}` }))));
  await accounts.destroy(made.map((one) => one.id));
}

async function writeMany(conn) {
  const contacts = conn.sobject('Contact');
  const made = await contacts.create(Array.from({ length: 200 }, (_, n) => ({ LastName: `Bulk ${n}`, Customer_Ref__c: `B-${n}` })));
  out.manyCreated = made.filter((one) => one.success).length;
  out.manyUpdated = (await contacts.update(made.map((one) => ({ Id: one.id, Title: 'T' })))).filter((one) => one.success).length;
  const upserts = await contacts.upsert(made.map((_, n) => ({ Customer_Ref__c: `B-${n + 100}`, LastName: 'Up' })), 'Customer_Ref__c');
  out.manyUpserted = [upserts.filter((one) => one.created).length, upserts.filter((one) => !one.created).length];
  out.partial = await contacts.create([{ LastName: 'Good' }, { FirstName: 'No last name' }], { allOrNone: false });
  out.noneOfAll = await contacts.create([{ LastName: 'Good' }, { FirstName: 'No last name' }], { allOrNone: true });
  out.manyDeleted = (await contacts.destroy(made.map((one) => one.id))).filter((one) => one.success).length;
  out.manyRetrieved = (await conn.sobject('Account').retrieve((await conn.query('SELECT Id FROM Account LIMIT 3')).records.map((one) => one.Id))).length;
}

async function replicate(conn) {
  const start = new Date(Date.now() - 3600_000);
  const end = new Date(Date.now() + 120_000);
  out.updatedIds = (await conn.sobject('Contact').updated(start, end)).ids.length;
  out.deletedIds = (await conn.sobject('Contact').deleted(start, end)).deletedRecords.length;
}

async function bulk(conn) {
  conn.bulk2.pollInterval = 100;
  conn.bulk2.pollTimeout = 20_000;
  const ids = new Set();
  const stream = await conn.bulk2.query('SELECT Id, LastName, Owner.Name, CreatedDate FROM Contact');
  await new Promise((resolve, reject) => {
    stream.on('record', (record) => { ids.add(record.Id); out.bulkRecord = record; })
      .on('end', resolve).on('error', reject);
  });
  out.bulkIds = ids.size;
  out.bulkRefused = await refusal(() => conn.bulk2.query('SELECT COUNT(Id) n FROM Contact GROUP BY LastName'));
  out.bulkUnsupported = await refusal(() => conn.bulk2.query('SELECT Id FROM Organization'));
}

async function load(conn) {
  const run = (operation, input, more = {}) => conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation, input, ...more });
  const made = await run('insert', [
    { LastName: 'Load "1", with\na line', Customer_Ref__c: 'L-1', Title: 'Old' },
    { LastName: 'Load 2', Customer_Ref__c: 'L-2', Title: 'Old' },
    { LastName: null, Customer_Ref__c: 'L-3', Title: 'Old' },
  ]);
  out.loadInserted = made;
  const ids = made.successfulResults.map((row) => row.sf__Id);
  out.loadUpserted = await run('upsert', [
    { Customer_Ref__c: 'L-1', LastName: 'Up', Title: null },
    { Customer_Ref__c: 'L-4', LastName: 'New', Title: 'T' },
    { Customer_Ref__c: 'L-5', LastName: null, Title: 'T' },
  ], { externalIdFieldName: 'Customer_Ref__c' });
  out.loadUpdated = await run('update', [{ Id: ids[0], Title: '' , Email: 'a@example.com' }, { Id: ids[1], Title: 'T', Email: 'nonsense' }]);
  out.loadedRecord = await conn.sobject('Contact').retrieve(ids[0]);
  await fetch(base + '/admin/acts', { method: 'POST', body: JSON.stringify({ type: 'lock-rows', with: { rows: '1' } }) });
  out.loadDeleted = await run('delete', [{ Id: ids[0] }, { Id: ids[1] }]);
  out.loadBadColumn = await refusal(() => run('insert', [{ LastName: 'x', Nonsense: 'y' }]));
  out.loadBadObject = await refusal(() => conn.bulk2.loadAndWaitForResults({ object: 'Accout', operation: 'insert', input: [{ Name: 'x' }] }));
  const open = conn.bulk2.createJob({ object: 'Contact', operation: 'insert' });
  await open.open();
  await open.abort();
  out.loadAborted = (await open.check()).state;
  await open.delete();
  out.loadGone = await refusal(() => open.check());
}

async function refusals(conn) {
  out.badQuery = await refusal(() => conn.query('SELECT Id FORM Account'));
  out.badField = await refusal(() => conn.query('SELECT Nme FROM Account'));
  out.badObject = await refusal(() => conn.query('SELECT Id FROM Accout'));
  out.badPicklist = await refusal(() => conn.sobject('Account').create({ Name: 'x', Region__c: 'MOON' }));
  out.duplicate = await refusal(() => conn.sobject('Account').create({ Name: 'x', Product_Id__c: 'P-0000001' }));
}

async function refer(conn) {
  const contacts = conn.sobject('Contact');
  const account = await conn.sobject('Account').create({ Name: 'Referred to', Product_Id__c: 'REF-1' });
  const to = (key) => ({ Account: { Product_Id__c: key } });
  const made = await contacts.create({ LastName: 'Refers', Customer_Ref__c: 'REF-C', ...to('REF-1') });
  const parent = async (id) => (await contacts.retrieve(id)).AccountId === account.id;
  out.referred = await parent(made.id);
  out.referredMany = await contacts.create([{ LastName: 'R1', ...to('ref-1') }, { LastName: 'R2', ...to('REF-2') }]);
  out.referredManyRight = await parent(out.referredMany[0].id);
  out.referredUpsert = await contacts.upsert({ Customer_Ref__c: 'REF-C', ...to('REF-1') }, 'Customer_Ref__c');
  out.referredToNobody = await refusal(() => contacts.create({ LastName: 'R3', ...to('REF-2') }));
  out.referredByNoKey = await refusal(() => contacts.create({ LastName: 'R4', Account: { Industry: 'Energy' } }));
  const load = (input) => conn.bulk2.loadAndWaitForResults({ object: 'Contact', operation: 'insert', input });
  out.referredLoad = await load('LastName,Account.Product_Id__c\nR5,REF-1\nR6,REF-2\nR7,\n');
  out.referredLoadRight = await parent(out.referredLoad.successfulResults[0].sf__Id);
  out.referredBadColumn = await refusal(() => load('LastName,Account.Industry\nR8,Energy\n'));
  await conn.sobject('Account').destroy(account.id);
}

async function refresh(conn) {
  let refreshed = 0;
  conn.on('refresh', () => { refreshed += 1; });
  const with1 = { method: 'POST', body: JSON.stringify({ type: 'expire-access-tokens' }) };
  await fetch(base + '/admin/acts', with1);
  out.afterExpiry = (await conn.query('SELECT COUNT() FROM Account')).totalSize;
  out.refreshed = refreshed;
  await fetch(base + '/admin/acts', { method: 'POST', body: JSON.stringify({ type: 'revoke-tokens' }) });
  out.afterRevocation = await refusal(() => conn.query('SELECT COUNT() FROM Account'));
}

const conn = await signIn();
for (const step of [discover, read, write, compose, writeMany, replicate, bulk, load, refusals, refer, refresh]) await step(conn);
console.log(JSON.stringify(out));
