package io.hie.protocols.testing;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.item.Intake;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * An intake that remembers. Unless told otherwise it stores everything, and recognises a sender's
 * retry as the engine does: same sender, same control id, same bytes.
 */
public final class RecordingIntake implements Intake {
  /** What is done with a submission: an answer, or none until {@link #answerHeld}. */
  public interface Behaviour extends BiFunction<Submission, Integer, Optional<Acceptance>> {}

  private record Retry(String sender, String controlId, Payload bytes) {}

  private record Held(Submission submission, Listener listener) {}

  private final List<Submission> submitted = new ArrayList<>();
  private final List<Submission> stored = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final Map<Retry, String> known = new HashMap<>();
  private @Nullable Behaviour behaviour;
  private boolean open = true;
  private @Nullable Runnable onOpen;

  @Override
  public void submit(Submission submission, Listener listener) {
    Optional<Acceptance> answer;
    synchronized (this) {
      submitted.add(submission);
      answer =
          behaviour == null
              ? Optional.of(store(submission))
              : behaviour.apply(submission, submitted.size());
      if (answer.isEmpty()) {
        held.add(new Held(submission, listener));
      }
    }
    answer.ifPresent(listener::onAcceptance);
  }

  /** Keeps it, as the engine would. */
  public synchronized Acceptance store(Submission submission) {
    String id = submission.envelope().header().messageId();
    String controlId = submission.controlId();
    if (controlId != null) {
      Retry key =
          new Retry(submission.sender(), controlId, submission.envelope().body().rawPayload());
      String first = known.putIfAbsent(key, id);
      if (first != null) {
        return new Acceptance.Repeated(first);
      }
    }
    stored.add(submission);
    return new Acceptance.Stored(id);
  }

  @Override
  public synchronized boolean isOpen(Runnable whenOpen) {
    if (!open) {
      onOpen = whenOpen;
    }
    return open;
  }

  public synchronized void behave(@Nullable Behaviour behaviour) {
    this.behaviour = behaviour;
  }

  public synchronized void close() {
    open = false;
  }

  public void open() {
    Runnable waiting;
    synchronized (this) {
      open = true;
      waiting = onOpen;
      onOpen = null;
    }
    if (waiting != null) {
      waiting.run();
    }
  }

  /** Stores what was held and tells its senders. */
  public void answerHeld() {
    List<Held> waiting;
    synchronized (this) {
      waiting = List.copyOf(held);
      held.clear();
    }
    for (Held each : waiting) {
      each.listener().onAcceptance(store(each.submission()));
    }
  }

  public synchronized int heldCount() {
    return held.size();
  }

  public synchronized List<Submission> submitted() {
    return List.copyOf(submitted);
  }

  public synchronized List<Submission> stored() {
    return List.copyOf(stored);
  }

  /** The bodies stored, as text. */
  public synchronized List<String> storedTexts() {
    return stored.stream().map(RecordingIntake::text).toList();
  }

  public synchronized List<String> storedControlIds() {
    return stored.stream().map(each -> String.valueOf(each.controlId())).toList();
  }

  public static String text(Submission submission) {
    return submission.envelope().body().rawPayload().decode(StandardCharsets.UTF_8);
  }
}
