import { defaultAnswers } from '#lib/parts/defaults.ts'
export default function Page() {
  return <p>{defaultAnswers('real').lab.mailName}</p>
}
