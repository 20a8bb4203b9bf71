/** A command or line whose options, as -Confirm:$false, are not broken after their hyphen where the line is. */
export const WholeOptions = ({ text }: { text: string }) =>
  text.split(option).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text stay where they are, and may be equal.
      <span key={index} className="whitespace-nowrap">
        {piece}
      </span>
    ),
  )

/** After a blank, so that a hyphen inside a name is none; not so long that it could not stand in a line. */
const option = /(?<= )(--?[A-Za-z][\w-]{0,38}(?::\$(?:true|false))?)(?= |$)/
