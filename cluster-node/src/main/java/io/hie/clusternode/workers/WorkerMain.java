package io.hie.clusternode.workers;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program of a worker: reads frames from its standard input and answers on its standard output,
 * until its input ends. What items print goes to its standard error, which the node logs.
 *
 * <p>A signal that a terminal or a service manager sends to the node and its children alike does
 * not end it: the node still drains, and closes its input when it is done.
 */
public final class WorkerMain {
  /** After its input has ended. */
  private static final int LAST_SECONDS = 2;

  private static final String CONFIG =
      """
      pekko {
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        loglevel = "INFO"
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        actor.provider = local
        coordinated-shutdown.run-by-jvm-shutdown-hook = off
      }
      """;

  private WorkerMain() {}

  /**
   * The program.
   *
   * @param arguments the most bytes of a frame
   */
  public static void main(String[] arguments) throws IOException {
    InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    ToNode out =
        new ToNode(
            new Frames(Integer.parseInt(arguments[0])),
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
    System.setOut(System.err);
    System.setIn(InputStream.nullInputStream());
    Logger log = LoggerFactory.getLogger(WorkerMain.class);
    CountDownLatch inputEnded = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> await(inputEnded), "input-ends"));
    ActorSystem<Void> system =
        ActorSystem.create(
            Behaviors.empty(),
            "hie-worker",
            ConfigFactory.parseString(CONFIG)
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve());
    try {
      out.send(new Frame.Hello(ProcessHandle.current().pid()));
      Residents residents = new Residents(system, out);
      for (Frame.ToWorker frame = out.frames().read(in, Frame.ToWorker.class);
          frame != null;
          frame = out.frames().read(in, Frame.ToWorker.class)) {
        residents.on(frame);
      }
    } catch (IOException gone) {
      log.error("cannot go on: {}", gone.toString());
    }
    inputEnded.countDown();
    Thread.ofPlatform().daemon().start(WorkerMain::haltSoon);
    System.exit(0);
  }

  private static void await(CountDownLatch inputEnded) {
    try {
      inputEnded.await();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  /** However long what items registered to be done at the end takes. */
  private static void haltSoon() {
    try {
      var unused = new CountDownLatch(1).await(LAST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
