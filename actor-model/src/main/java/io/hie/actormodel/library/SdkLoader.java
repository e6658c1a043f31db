package io.hie.actormodel.library;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * What an item's jar sees of the engine: the JDK, and the packages that an item is written with.
 * Everything else, such as Kafka or Netty, it does not see, so it may bring its own version.
 */
final class SdkLoader extends ClassLoader {
  /** Begin the names of the classes that are the engine's for every item. */
  static final List<String> SHARED =
      List.of(
          "io.hie.actormodel.",
          "io.hie.protocols.hl7.",
          "org.apache.pekko.",
          "scala.",
          "com.typesafe.config.",
          "org.slf4j.",
          "com.fasterxml.jackson.annotation.",
          "com.fasterxml.jackson.core.",
          "com.fasterxml.jackson.databind.",
          "org.jspecify.");

  private final ClassLoader engine;

  SdkLoader(ClassLoader engine) {
    super("hie-sdk", ClassLoader.getPlatformClassLoader());
    this.engine = engine;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    for (String prefix : SHARED) {
      if (name.startsWith(prefix)) {
        return engine.loadClass(name);
      }
    }
    throw new ClassNotFoundException(name);
  }

  /** No resources, so that a jar finds its own and not the engine's. */
  @Override
  protected URL findResource(String name) {
    return null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    return Collections.emptyEnumeration();
  }
}
