package io.hie.persistence;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Measures a journal alone: actors that persist an event of 1 KB, and the next when it is stored.
 * Not a test; run by hand: {@code JournalLoad kafka|jdbc seconds actors...}
 */
public final class JournalLoad {
  private static final byte[] EVENT = new byte[1024];
  private static final LongAdder STORED = new LongAdder();

  private JournalLoad() {}

  private static final class Writer extends EventSourcedBehavior<String, byte[], Integer> {
    private final ActorRef<String> self;

    private Writer(String name, ActorRef<String> self) {
      super(PersistenceId.of("load", name));
      this.self = self;
    }

    static Behavior<String> create(String name) {
      return Behaviors.setup(context -> new Writer(name, context.getSelf()));
    }

    @Override
    public Integer emptyState() {
      return 0;
    }

    @Override
    public CommandHandler<String, byte[], Integer> commandHandler() {
      return (state, command) ->
          command.equals("stop")
              ? Effect().none().thenStop()
              : Effect()
                  .persist(EVENT)
                  .thenRun(
                      stored -> {
                        STORED.increment();
                        self.tell("next");
                      });
    }

    @Override
    public EventHandler<Integer, byte[]> eventHandler() {
      return (state, event) -> state + 1;
    }
  }

  /** Prints events a second for each number of actors. */
  public static void main(String[] args) throws Exception {
    int seconds = Integer.parseInt(args[1]);
    for (int i = 2; i < args.length; i++) {
      measure(args[0], seconds, Integer.parseInt(args[i]));
    }
  }

  private static void measure(String journal, int seconds, int actors) throws Exception {
    Path directory = Files.createTempDirectory("hie-load");
    Map<String, Object> values = new HashMap<>();
    values.put("hie.journal", journal);
    values.put("hie.kafka.partitions", 16);
    values.put("hie.kafka.broker-directory", directory.resolve("kafka").toString());
    values.put("hie.kafka.view-directory", directory.resolve("view").toString());
    values.put(
        "hie.persistence.jdbc.url",
        "jdbc:h2:file:"
            + directory.resolve("h2")
            + ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=32768");
    values.put("jdbc-journal.write-response-global-order", "off");
    values.put("pekko.loglevel", "WARNING");
    values.put("pekko.actor.default-dispatcher.fork-join-executor.parallelism-min", 2);
    values.put("pekko.actor.default-dispatcher.fork-join-executor.parallelism-factor", 1.0);
    values.put("pekko.actor.default-dispatcher.throughput", 32);
    Config config = ConfigFactory.parseMap(values).withFallback(ConfigFactory.load()).resolve();
    MessageJournal opened = MessageJournal.open(config, () -> {});
    ActorSystem<SpawnProtocol.Command> system =
        ActorSystem.create(SpawnProtocol.create(), "load", opened.config());
    opened.attach(system.classicSystem());
    for (int i = 0; i < actors; i++) {
      system.systemActorOf(Writer.create("w" + i), "w" + i, Props.empty()).tell("next");
    }
    Thread.sleep(Duration.ofSeconds(seconds));
    long before = STORED.sum();
    long started = System.nanoTime();
    Thread.sleep(Duration.ofSeconds(seconds));
    long perSecond = (STORED.sum() - before) * 1_000_000_000L / (System.nanoTime() - started);
    System.out.printf("%s %,d actors: %,d events/s%n", journal, actors, perSecond);
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
