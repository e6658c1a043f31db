package io.hie.actormodel.history;

import io.hie.actormodel.envelope.MessageEnvelope;
import java.util.ServiceLoader;
import java.util.function.Predicate;

/**
 * A language to choose messages by what is in them. The protocols bring theirs; they are found by
 * {@link ServiceLoader}, so that who asks need not know any protocol.
 */
public interface MessageFilter {

  /**
   * Compiles a filter. What it cannot read (a message of another protocol) does not match.
   *
   * @throws IllegalArgumentException if it is none; the text says where and what was expected
   */
  Predicate<MessageEnvelope> filter(String text);

  /**
   * Compiles a filter in the language that is there.
   *
   * @throws IllegalArgumentException if it is none, or no language is there
   */
  static Predicate<MessageEnvelope> compile(String text) {
    return ServiceLoader.load(MessageFilter.class)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no language for filters is installed"))
        .filter(text);
  }
}
