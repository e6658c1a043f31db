package io.hie.actormodel.deployment;

/** How a version of a document came in. */
public enum Origin {
  /** Given to {@code hie up}. */
  FILE,
  /** Applied through the API. */
  API,
  /** An earlier version, brought back. */
  ROLLBACK,
  /** The same document with items of a jar that was changed. */
  ITEM_JAR,
  /** The same document with a secret that was changed. */
  SECRET
}
