/**
 * The least seconds that some work takes, done again and again for this long, but at least twice after the first
 * time, which also prepares.
 */
export async function least(work: () => Promise<unknown>, seconds: number): Promise<number> {
  await work()
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  while (times.length < 2 || performance.now() < end) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  return Math.min(...times) / 1000
}
