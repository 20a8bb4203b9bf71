/** The simple types that stay text: name of the element, whether its text is `_xHHHH_` encoded, and what it may look like. */
export const scalars = {
  char: { element: 'C', pattern: /^\d{1,5}$/ },
  dateTime: { element: 'DT', pattern: /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/ },
  timeSpan: { element: 'TS', pattern: /^-?P(?=\d|T)(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/ },
  byte: { element: 'By', pattern: /^\d{1,3}$/ },
  sbyte: { element: 'SB', pattern: /^-?\d{1,3}$/ },
  int16: { element: 'I16', pattern: /^-?\d{1,5}$/ },
  uint16: { element: 'U16', pattern: /^\d{1,5}$/ },
  uint32: { element: 'U32', pattern: /^\d{1,10}$/ },
  uint64: { element: 'U64', pattern: /^\d{1,20}$/ },
  single: { element: 'Sg', pattern: /^(-?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?|-?INF|NaN)$/i },
  double: { element: 'Db', pattern: /^(-?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?|-?INF|NaN)$/i },
  decimal: { element: 'D', pattern: /^-?\d+(\.\d+)?$/ },
  guid: { element: 'G', pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
  uri: { element: 'URI', encoded: true },
  version: { element: 'Version', pattern: /^\d+(\.\d+){1,3}$/ },
  xml: { element: 'XD', encoded: true },
  scriptBlock: { element: 'SBK', encoded: true },
  /** A SecureString that was read without a session key: ciphertext in base64. */
  sealedSecret: { element: 'SS', pattern: /^[0-9A-Za-z+/=]*$/ },
} as const satisfies Record<string, { element: string; encoded?: true; pattern?: RegExp }>

export type ScalarType = keyof typeof scalars

export const scalarTypes = new Map<string, ScalarType>(
  Object.entries(scalars).map(([type, { element }]) => [
    element,
    // The keys of `scalars` are its type's own; Object.entries forgets that.
    type as ScalarType,
  ]),
)
