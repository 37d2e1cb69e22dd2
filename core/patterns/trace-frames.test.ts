import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { topFrames } from './trace-frames.ts';

const traces: readonly (readonly [language: string, trace: string, frames: readonly string[]])[] = [
  [
    'Java',
    `java.lang.IllegalStateException: no cart 17
	at java.base/java.util.Optional.orElseThrow(Optional.java:403)
	at org.example.shop.Carts.find(Carts.java:41)
	at org.example.shop.Checkout.lambda$pay$3(Checkout.java:88)
	at org.springframework.web.Servlet.service(Servlet.java:9)
	at org.example.shop.Main.main(Main.java:5)`,
    ['org.example.shop.Carts.find', 'org.example.shop.Checkout.lambda$pay$', 'org.example.shop.Main.main'],
  ],
  [
    'Python',
    `Traceback (most recent call last):
  File "/srv/shop/main.py", line 12, in serve
    pay(cart)
  File "/srv/shop/cart.py", line 88, in pay
    raise ValueError(cart)
  File "/usr/lib/python3.11/site-packages/pay/api.py", line 3, in post
    return 1
ValueError: 17`,
    ['cart.py:pay', 'main.py:serve'],
  ],
  [
    'Node',
    `TypeError: no cart
    at Cart.pay (/srv/shop/cart.js:12:7)
    at async /srv/shop/main.js:3:1
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`,
    ['Cart.pay', 'main.js'],
  ],
  [
    '.NET',
    `System.InvalidOperationException: no cart
   at System.Linq.Enumerable.First[T](IEnumerable source)
   at Shop.Cart.Pay(Int32 id) in /srv/Cart.cs:line 12`,
    ['Shop.Cart.Pay'],
  ],
  ['Go', 'goroutine 1 [running]:\nmain.(*Cart).Pay(0xc000010250, 0x3)\n\t/srv/cart.go:12 +0x1d', ['main.(*Cart).Pay']],
  ['Ruby', "cart.rb:3:in 'pay': no cart (Shop::Error)\n\tfrom /srv/main.rb:7:in 'serve'", ['main.rb:serve']],
  ['PHP', '#0 /srv/cart.php(12): Cart->pay()\n#1 {main}', ['Cart->pay']],
  [
    'a library alone',
    'java.io.IOException\n\tat java.base/java.io.File.open(File.java:1)\n\tat java.base/java.lang.Thread.run(Thread.java:1)',
    ['java.base/java.io.File.open', 'java.base/java.lang.Thread.run'],
  ],
  ['no trace', 'all is well', []],
];

suite('the functions that an exception is from', () => {
  for (const [language, trace, frames] of traces) {
    test(language, () => {
      assert.deepEqual(topFrames(trace), frames);
    });
  }

  test('are those of the same place whatever the release', () => {
    const [, java = ''] = traces[0] ?? [];
    assert.deepEqual(topFrames(java.replaceAll(/:\d+\)/g, ':99)')), topFrames(java));
  });

  for (const part of ['a', '.', '(a.', ' ', '/', ' at ', '\t', ':1', '#1 a(1): ', '  File "/']) {
    test(`take little time of ${JSON.stringify(part)} again and again`, () => {
      const started = process.cpuUsage();
      topFrames(part.repeat(4096 / part.length));
      const { user } = process.cpuUsage(started);
      assert.ok(user < 100_000, `${user} microseconds`);
    });
  }
});
