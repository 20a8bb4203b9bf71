/** From 0 to at most `end`, about `count` round steps (1, 2 or 5 times a power of ten). */
export function ticks(end: number, count: number): number[] {
  const step = roundStep(end / count)
  const found: number[] = []
  for (let index = 0; index * step <= end * 1.000_001; index++) found.push(Number((index * step).toPrecision(12)))
  return found
}

/** The next multiple of a round step at or above `value`, so that the highest tick is the edge of the plot. */
export function niceCeiling(value: number, count: number): number {
  const step = roundStep(value / count)
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(12))
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough * 0.999_999) ?? 10
  return factor * power
}
