package io.hie.persistence.kafka.topics;

import java.util.List;

/** The node must not start on these topics. Says of each setting what it is and how to mend it. */
public final class UnsuitableTopicException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsuitableTopicException(List<String> findings) {
    super(String.join("\n", findings));
  }

  UnsuitableTopicException(String message, Throwable cause) {
    super(message, cause);
  }
}
