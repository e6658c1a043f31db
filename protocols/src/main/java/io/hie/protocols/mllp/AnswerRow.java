package io.hie.protocols.mllp;

import io.netty.channel.Channel;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a connection owes, in the order of the messages. Confined to the connection's
 * event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Netty tells the handlers what fails
final class AnswerRow {
  private final Channel channel;
  private final ArrayDeque<PendingAnswer> owed = new ArrayDeque<>();

  AnswerRow(Channel channel) {
    this.channel = channel;
  }

  /**
   * Adds the answer to the message read last.
   *
   * @param answer null if that message gets none
   */
  void add(@Nullable PendingAnswer answer) {
    if (answer != null) {
      owed.add(answer);
    }
  }

  int size() {
    return owed.size();
  }

  boolean isEmpty() {
    return owed.isEmpty();
  }

  void clear() {
    owed.clear();
  }

  /**
   * Writes what is known, up to the first that is not.
   *
   * @return whether there was anything
   */
  boolean write(Instant at) {
    boolean any = false;
    for (PendingAnswer next; (next = owed.peek()) != null && next.isKnown(); any = true) {
      owed.remove();
      next.make(at).ifPresent(answer -> channel.write(Mllp.frame(channel.alloc(), answer)));
    }
    if (any) {
      channel.flush();
    }
    return any;
  }
}
