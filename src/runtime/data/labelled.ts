import type { Dataset } from './dataset.js'
import { readLabels } from './labels.js'

/** The same data with the classes of a file; relative paths start from `root`. Fails as `readLabels`. */
export async function labelled(dataset: Dataset, path: string, root: string): Promise<Dataset> {
  return { ...dataset, ...(await readLabels(path, dataset.count, { data: dataset.name, root })) }
}
