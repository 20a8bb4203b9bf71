import { action, ns } from '#lib/protocols/wsman/namespaces.ts'
import { escapeXml } from '#lib/protocols/wsman/xml.ts'

type Details = {
  /** WSManFault's Code: what a client goes by. */
  code: number
  sender?: boolean
  subcode: string
  message: string
  faultDetail?: string
  /** Where the fault belongs to WS-Addressing and not to WS-Management. */
  isAddressing?: boolean
  messageId?: string
}

/** A refusal in the form of [MS-WSMV] 2.2.4.43: HTTP 500 with a sealed SOAP fault. */
export class WsmanFault extends Error {
  readonly details: Details

  constructor(details: Details) {
    super(details.message)
    this.name = 'WsmanFault'
    this.details = details
  }

  get action(): string {
    return this.details.isAddressing ? `${ns.addressing}/fault` : action.fault
  }

  body(machine: string): string {
    const { code, sender, subcode, message, faultDetail } = this.details
    const text = escapeXml(message)
    return (
      `<s:Fault><s:Code><s:Value>s:${sender ? 'Sender' : 'Receiver'}</s:Value>` +
      `<s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en-US">${text} </s:Text></s:Reason><s:Detail>` +
      (faultDetail ? `<w:FaultDetail>${faultDetail}</w:FaultDetail>` : '') +
      `<f:WSManFault xmlns:f="${ns.fault}" Code="${code}" Machine="${escapeXml(machine)}">` +
      `<f:Message>${text} </f:Message></f:WSManFault></s:Detail></s:Fault>`
    )
  }
}

const unexpectedSelectors = 'http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/UnexpectedSelectors'

/** Nothing happened within OperationTimeout: a client asks again. */
export function timedOut(): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_793,
    subcode: 'w:TimedOut',
    message: 'The WS-Management service cannot complete the operation within the time specified in OperationTimeout.',
  })
}

export function shellNotFound(): WsmanFault {
  return invalidSelectors(
    'The WS-Management service cannot process the request because the request contained invalid selectors for the resource.',
  )
}

export function commandNotFound(): WsmanFault {
  return invalidSelectors(
    'The Windows Remote Shell received a request to perform an operation on a command identifier that does not exist. Either the command has completed execution or the client specified an invalid command identifier.',
  )
}

export function invalidTimeout(text: string, messageId: string): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_767,
    sender: true,
    subcode: 'a:InvalidMessageInformationHeader',
    message: `The WS-Management service cannot process the request. The XML contains an invalid timeout field in the SOAP header: ${text}.`,
    isAddressing: true,
    messageId,
  })
}

export function malformed(): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_759,
    sender: true,
    subcode: 'w:SchemaValidationError',
    message: 'The WS-Management service cannot process the request because the XML is invalid.',
  })
}

export function resourceNotFound(uri: string): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_811,
    sender: true,
    subcode: 'a:DestinationUnreachable',
    message: `The WS-Management service cannot process the request. The service cannot find the resource identified by the resource URI ${uri} and selectors.`,
    faultDetail: 'http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI',
  })
}

export function actionNotSupported(asked: string): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_818,
    sender: true,
    subcode: 'a:ActionNotSupported',
    message: `The WS-Management service cannot process the request because the action ${asked} is not supported.`,
    isAddressing: true,
  })
}

export function envelopeTooLarge(maxKb: number): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_824,
    sender: true,
    subcode: 'w:EncodingLimit',
    message: `The WS-Management service cannot process the request because the request is larger than the configured MaxEnvelopeSize quota of ${maxKb} KB.`,
  })
}

export function tooManyShells(max: number): WsmanFault {
  return new WsmanFault({
    code: 2_150_859_173,
    subcode: 'w:QuotaLimit',
    message: `The WS-Management service cannot process the request. This user is allowed a maximum number of ${max} concurrent shells, which has been exceeded. Close existing shells or raise the quota for this user.`,
  })
}

export function tooManyProcesses(max: number): WsmanFault {
  return new WsmanFault({
    code: 2_150_859_172,
    subcode: 'w:QuotaLimit',
    message: `The WS-Management service cannot process the request. The maximum number of ${max} processes per shell has been exceeded.`,
  })
}

export function accessDenied(): WsmanFault {
  return new WsmanFault({ code: 5, sender: true, subcode: 'w:AccessDenied', message: 'Access is denied.' })
}

/** The shell was closed while a Receive was waiting. */
export function aborted(): WsmanFault {
  return new WsmanFault({
    code: 995,
    subcode: 'w:InternalError',
    message: 'The I/O operation has been aborted because of either a thread exit or an application request.',
  })
}

function invalidSelectors(message: string): WsmanFault {
  return new WsmanFault({
    code: 2_150_858_843,
    sender: true,
    subcode: 'w:InvalidSelectors',
    message,
    faultDetail: unexpectedSelectors,
  })
}
