package io.hie.itemtestkit;

import io.hie.actormodel.item.Intake;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a service under test hands its messages to. It stores each, and knows one that came before
 * from the same sender with the same control id, until it is told to refuse or to close.
 */
public final class TestIntake implements Intake {
  private final BlockingQueue<Submission> submitted = new LinkedBlockingQueue<>();
  private final Map<String, String> stored = new HashMap<>();
  private final List<Runnable> waitForOpen = new ArrayList<>();
  private final AtomicLong numbers = new AtomicLong();
  private @Nullable String refusal;
  private boolean open = true;

  TestIntake() {}

  /** Waits for the next message that the service submitted. */
  public Submission expectSubmission() {
    Submission next;
    try {
      next = submitted.poll(ItemTestKit.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a submission", interrupted);
    }
    if (next == null) {
      throw new AssertionError("the service submitted nothing; does it wait for time?");
    }
    return next;
  }

  /** Nothing was submitted that has not been expected. */
  public void expectNothing() {
    if (!submitted.isEmpty()) {
      throw new AssertionError("the service submitted " + submitted.size() + " more");
    }
  }

  /** From now on nothing can be stored, as when a disk is full. */
  public synchronized void refuse(String reason) {
    refusal = reason;
  }

  /** From now on everything is stored again. */
  public synchronized void accept() {
    refusal = null;
  }

  /** From now on the engine has as much as it can hold. */
  public synchronized void close() {
    open = false;
  }

  /** It has room again, and says so to who waited. */
  public void open() {
    List<Runnable> told;
    synchronized (this) {
      open = true;
      told = List.copyOf(waitForOpen);
      waitForOpen.clear();
    }
    told.forEach(Runnable::run);
  }

  @Override
  public void submit(Submission submission, Listener listener) {
    listener.onAcceptance(judge(submission));
    submitted.add(submission);
  }

  private synchronized Acceptance judge(Submission submission) {
    if (refusal != null) {
      return new Acceptance.NotStored(refusal);
    }
    String id = "stored-" + numbers.incrementAndGet();
    if (submission.controlId() == null) {
      return new Acceptance.Stored(id);
    }
    String before = stored.putIfAbsent(submission.sender() + '\n' + submission.controlId(), id);
    return before == null ? new Acceptance.Stored(id) : new Acceptance.Repeated(before);
  }

  @Override
  public synchronized boolean isOpen(Runnable onOpen) {
    if (!open) {
      waitForOpen.add(onOpen);
    }
    return open;
  }
}
