package io.hie.protocols.http;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** One actor system for all tests here; it ends with the JVM. */
final class Systems {
  static final ActorSystem<Void> SYSTEM = ActorSystem.create(Behaviors.empty(), "http-tests");

  private Systems() {}
}
