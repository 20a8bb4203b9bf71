/** What is said where a page could not be made. In production the message stays in the server's log, under this digest. */
export const brokenPage = (error: Error & { digest?: string }) => ({
  title: 'This page could not be made',
  sentence: 'That is a fault of Fairlead, not of your machines. Runs go on in the server; what is done stays done.',
  detail: error.digest ? `The server’s log names it ${error.digest}.` : error.message,
})
