/** A sign under a comment: we look at it, it is done, we cannot do that. GitHub's words are `eyes`, `+1`, `confused`. */
export type Reaction = 'eyes' | '+1' | 'confused';

/** Answers people in the comments of pull requests. Throws HoldfastErrors. */
export interface CommentWriter {
  /** Puts a sign under a comment. Repeating it changes nothing (C3). */
  react(comment: number, reaction: Reaction): Promise<void>;
  /** Writes one comment on a pull request. `key` names what it answers: a second call with the same one writes nothing (C3). */
  reply(number: number, key: string, markdown: string): Promise<void>;
}
