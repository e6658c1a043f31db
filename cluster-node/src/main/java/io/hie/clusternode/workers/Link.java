package io.hie.clusternode.workers;

import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.instance.Instance.AwayException;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.item.DeliveryResult.Reason;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One life of a worker: its process, and what is asked and answered. A call that was not written
 * when the worker ended fails with {@link AwayException}; one that was, with {@link
 * InstanceFailedException}, and not before the process is gone, so that nothing it still does can
 * come after what the engine does next.
 */
final class Link {
  /** Frames that wait to be written. */
  private static final int MOST_WAITING = 16_384;

  private static final String ENDED = "ended";

  /** Exit code of a JVM with ExitOnOutOfMemoryError. */
  private static final int OUT_OF_MEMORY = 3;

  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  private final int number;
  private final WorkerSettings settings;
  private final Frames frames;
  private final Owner owner;
  private final Process process;
  private final long startedAt = System.nanoTime();
  private final Pulse pulse;
  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private final AtomicLong callNumbers = new AtomicLong();
  private final LinkedBlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>(MOST_WAITING);
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile boolean ready;
  private volatile boolean ended;

  /** Whom it tells. */
  interface Owner {
    void onReady(Link link);

    void onOutside(Frame.ToldOutside told);

    /**
     * Its process is gone, and its calls are over.
     *
     * @param why to be read after the worker's name
     */
    void onEnded(Link link, String why);
  }

  /** A frame to be written, with the call that it is, if it is one. */
  private record Outgoing(Payload frame, @Nullable Call call) {}

  /** Ends the writer. */
  private static final Outgoing LAST = new Outgoing(Payload.wrap(new byte[0]), null);

  /** A call under way. Either it is written, or it fails as never written. */
  private static final class Call {
    private static final int WAITS = 0;
    private static final int WRITTEN = 1;
    private static final int GIVEN_UP = 2;

    private final CompletableFuture<Frame.Answer> answer = new CompletableFuture<>();
    private final AtomicInteger state = new AtomicInteger(WAITS);

    boolean mayWrite() {
      return state.compareAndSet(WAITS, WRITTEN);
    }

    void end(String worker) {
      answer.completeExceptionally(
          state.compareAndSet(WAITS, GIVEN_UP)
              ? new AwayException(worker + " ended")
              : new InstanceFailedException(
                  new Reason("worker-lost", worker + " ended while it had the message")));
    }
  }

  /** Starts a process and what reads and writes. */
  static Link start(int number, WorkerSettings settings, Owner owner) throws IOException {
    Process process = WorkerCommand.of(settings).start();
    Link link = new Link(number, settings, owner, process);
    String name = "hie-worker-" + number;
    Thread.ofPlatform().daemon().name(name + "-in").start(link::read);
    Thread.ofPlatform().daemon().name(name + "-out").start(link::write);
    Thread.ofPlatform()
        .daemon()
        .name(name + "-log")
        .start(() -> WorkerLog.copy(number, process.getErrorStream()));
    return link;
  }

  private Link(int number, WorkerSettings settings, Owner owner, Process process) {
    this.number = number;
    this.settings = settings;
    this.frames = new Frames(settings.mostFrameBytes());
    this.owner = owner;
    this.process = process;
    this.pulse = new Pulse(settings.silence(), startedAt);
  }

  boolean isReady() {
    return ready && !ended;
  }

  long pid() {
    return process.pid();
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  private String name() {
    return "worker " + number;
  }

  /** Asks; see the class for how it fails, and {@link Frames.TooLargeException}. */
  CompletableFuture<Frame.Answer> call(LongFunction<Frame.ToWorker> frame) {
    long id = callNumbers.incrementAndGet();
    Payload bytes;
    try {
      bytes = frames.encode(frame.apply(id));
    } catch (Frames.TooLargeException large) {
      return CompletableFuture.failedFuture(large);
    }
    Call call = new Call();
    calls.put(id, call);
    if (ended || !outgoing.offer(new Outgoing(bytes, call))) {
      calls.remove(id);
      call.end(name());
    }
    return call.answer;
  }

  /** Tells, if it is still there to be told. */
  void tell(Frame.ToWorker frame) {
    try {
      var unused = !ended && outgoing.offer(new Outgoing(frames.encode(frame), null));
    } catch (Frames.TooLargeException large) {
      end("is told too much");
    }
  }

  private void write() {
    try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16)) {
      for (Outgoing next = outgoing.take(); next.frame().size() > 0; next = outgoing.take()) {
        if (next.call() == null || next.call().mayWrite()) {
          Frames.write(out, next.frame());
        }
      }
    } catch (IOException gone) {
      end(ENDED);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    String why = ENDED;
    try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
      for (Frame.ToNode frame = frames.read(in, Frame.ToNode.class);
          frame != null;
          frame = frames.read(in, Frame.ToNode.class)) {
        pulse.heard(System.nanoTime());
        on(frame);
      }
    } catch (Frames.NoFrameException strange) {
      why = "wrote to its standard output what is not the engine's";
    } catch (IOException gone) {
      // as if it had ended
    }
    end(why);
  }

  private void on(Frame.ToNode frame) {
    switch (frame) {
      case Frame.Hello hello -> {
        ready = true;
        owner.onReady(this);
      }
      case Frame.ToldOutside told -> owner.onOutside(told);
      case Frame.Pong pong -> {
        // That it came is enough.
      }
      case Frame.Answer answer -> {
        Call call = calls.remove(answer.call());
        if (call != null) {
          call.answer.complete(answer);
        }
      }
    }
  }

  /** Ends one that does not start or says nothing, and asks the others for a sign of life. */
  void look() {
    boolean silent = pulse.isSilent(System.nanoTime());
    if (!ready && age().compareTo(settings.startTimeout()) > 0) {
      end("did not start within " + settings.startTimeout().toSeconds() + " s");
    } else if (ready && silent) {
      end("gave no sign of life for " + settings.silence().toSeconds() + " s");
    } else if (ready) {
      tell(new Frame.Ping());
    }
  }

  private void end(String why) {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    process.destroyForcibly();
    var unused = process.onExit().thenAccept(gone -> over(why, gone.exitValue()));
  }

  private static String ended(int exit) {
    return exit == OUT_OF_MEMORY
        ? "ran out of memory (HIE_WORKER_HEAP gives it more)"
        : ENDED + " with exit code " + exit;
  }

  private void over(String why, int exit) {
    ended = true;
    outgoing.clear();
    outgoing.add(LAST);
    owner.onEnded(this, why.equals(ENDED) ? ended(exit) : why);
    for (Long id : List.copyOf(calls.keySet())) {
      Call call = calls.remove(id);
      if (call != null) {
        call.end(name());
      }
    }
  }

  /** Lets it end by itself. */
  void closeInput() {
    if (!outgoing.offer(LAST)) {
      process.destroyForcibly();
    }
  }

  /** Blocks until it has, or makes it. */
  void awaitEnd() {
    try {
      if (!process.waitFor(LAST_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
