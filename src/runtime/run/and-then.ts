/** Does work and, whatever comes of it, what has to be done after it; if both fail, the first failure is told. */
export async function andThen<T>(work: () => Promise<T>, after: () => Promise<void>): Promise<T> {
  const [done] = await Promise.allSettled([work()])
  const [ended] = await Promise.allSettled([after()])
  if (done.status === 'rejected') throw done.reason
  if (ended.status === 'rejected') throw ended.reason
  return done.value
}
