/** RemoteHostMethodId of the calls that the simulated host makes, [MS-PSRP] 2.2.3.17. */
export const hostMethods: Readonly<Record<string, number>> = {
  SetShouldExit: 6,
  ReadLine: 11,
  ReadLineAsSecureString: 12,
  Write1: 13,
  WriteLine2: 16,
  WriteErrorLine: 18,
  WriteWarningLine: 22,
  Prompt: 23,
  PromptForCredential1: 24,
  PromptForChoice: 26,
}
