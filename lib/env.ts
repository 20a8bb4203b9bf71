import { join } from 'node:path'
import { z } from 'zod'
import { defaultData } from './default-data.ts'

/** The environment, read once. `root` is the project's folder; `data` holds everything Fairlead ever writes. */
const schema = z
  .object({
    FAIRLEAD_ROOT: z.string().default(process.cwd()),
    FAIRLEAD_DATA: z.string().optional(),
    FAIRLEAD_IMAGES: z.string().optional(),
    FAIRLEAD_DEBIAN_MIRROR: z.url().optional(),
  })
  .transform(({ FAIRLEAD_ROOT: root, FAIRLEAD_DATA, FAIRLEAD_IMAGES, FAIRLEAD_DEBIAN_MIRROR }) => {
    const data = FAIRLEAD_DATA ?? defaultData()
    return { root, data, images: FAIRLEAD_IMAGES ?? join(data, 'images'), debianMirror: FAIRLEAD_DEBIAN_MIRROR }
  })

export const env = schema.parse(process.env)
