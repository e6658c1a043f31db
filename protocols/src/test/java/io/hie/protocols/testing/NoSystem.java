package io.hie.protocols.testing;

import org.apache.pekko.actor.typed.ActorSystem;

/** For items that need no actor system. */
public final class NoSystem {
  @SuppressWarnings("NullAway")
  public static final ActorSystem<?> INSTANCE = null;

  private NoSystem() {}
}
