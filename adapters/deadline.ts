/**
 * Waits for `work`, but no longer than `millis`; then it throws the error that `late` makes. The work itself continues and its result is
 * ignored, so it has to be harmless when it ends late.
 */
export async function within<T>(millis: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, millis);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
