package io.hie.actormodel.production;

/** Gives secrets to the items of one production when they are built. Safe from any thread. */
@FunctionalInterface
public interface SecretValues {
  /** For productions that use none. */
  SecretValues NONE =
      (name, revision) -> {
        throw new IllegalArgumentException("there are no secrets here");
      };

  /**
   * A secret.
   *
   * @param revision the one that the document was read with; if that is no longer kept, the present
   *     one
   * @throws RuntimeException if it cannot be had, with a text that says why and what to do
   */
  String value(String name, long revision);
}
