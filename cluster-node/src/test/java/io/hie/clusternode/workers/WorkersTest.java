package io.hie.clusternode.workers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.instance.Instance;
import io.hie.actormodel.instance.InstanceFailedException;
import io.hie.actormodel.instance.InstanceJvm;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext.Outside;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.item.LegId;
import io.hie.actormodel.item.Operation;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Setting;
import io.hie.actormodel.production.Verdict;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One real worker, and what items do in it. */
class WorkersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Workers workers;
  private static InstanceJvm jvm;

  @BeforeAll
  static void start() {
    workers =
        Workers.start(
            new WorkerSettings(2, "64m", Duration.ofSeconds(60), Duration.ofSeconds(3), 1 << 20));
    jvm = workers.jvms().getFirst();
  }

  @AfterAll
  static void stop() {
    workers.close();
    Awaitility.await()
        .until(
            () ->
                ProcessHandle.current()
                    .children()
                    .noneMatch(
                        each -> each.info().commandLine().orElse("").contains("WorkerMain")));
  }

  /** What the operation is told. */
  public record Settings(@Setting(value = "Word", doc = "a word") String word) {}

  /** Does what the message says. */
  public static final class Obedient implements Operation {
    private final Settings settings;

    public Obedient(Settings settings) {
      this.settings = settings;
    }

    @Override
    public CompletionStage<Void> start() {
      return settings.word().equals("misconfigured")
          ? CompletableFuture.failedFuture(new MisconfiguredException("the word is wrong"))
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<DeliveryResult> deliver(Delivery delivery) {
      Reason reason = new Reason("because", "it says so", "HARGREAVES");
      return switch (delivery.envelope().text()) {
        case "word" -> done(new DeliveryResult.Delivered(settings.word()));
        case "pid" -> done(new DeliveryResult.Delivered("" + ProcessHandle.current().pid()));
        case "refuse" -> done(new DeliveryResult.Refused(reason));
        case "throw" -> throw new IllegalStateException("with HARGREAVES in it");
        case "break" -> throw new BrokenException("it lost its table");
        case "fail" -> CompletableFuture.failedFuture(new BrokenException("it lost its table"));
        case "huge" -> done(new DeliveryResult.Delivered("x".repeat(2 << 20)));
        case "print" -> {
          System.out.println("not a frame");
          yield done(new DeliveryResult.Delivered("printed"));
        }
        case "write" -> {
          try (FileOutputStream raw = new FileOutputStream(FileDescriptor.out)) {
            raw.write("past System.out".getBytes(UTF_8));
          } catch (IOException gone) {
            throw new IllegalStateException(gone);
          }
          yield new CompletableFuture<>();
        }
        case "memory" -> {
          byte[][] all = new byte[1000][];
          for (int i = 0; i < all.length; i++) {
            all[i] = new byte[1 << 20];
          }
          yield done(new DeliveryResult.Delivered("" + all.length));
        }
        default -> new CompletableFuture<>();
      };
    }

    private static CompletionStage<DeliveryResult> done(DeliveryResult result) {
      return CompletableFuture.completedFuture(result);
    }
  }

  /** Refuses everything. */
  public static final class Refuser implements Process {
    @Override
    public Handling handle(MessageEnvelope message) {
      throw new RefusedException(new Reason("never", "it takes none", "HARGREAVES"));
    }
  }

  /** What an instance told. */
  private static final class Told implements InstanceJvm.Listener {
    private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

    @Override
    public void up() {
      all.add("up");
    }

    @Override
    public void away(String why) {
      all.add("away: " + why);
    }

    @Override
    public void outside(Outside outside, String detail) {
      all.add(outside + ": " + detail);
    }

    String next() throws InterruptedException {
      return String.valueOf(all.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  private static InstanceJvm.Blueprint blueprint(Class<?> type, String settings) {
    ItemTypes types = ItemTypes.installed(WorkersTest.class.getClassLoader());
    String document =
        """
        { "name": "P", "workspace": "royal", "items": [
          { "name": "Item", "item_type": "%s", "type": "%s", %s },
          { "name": "Next", "item_type": "OPERATION", "type": "%s",
            "adapter_settings": { "Word": "next" } } ] }
        """
            .formatted(
                Process.class.isAssignableFrom(type) ? "PROCESS" : "OPERATION",
                type.getName(),
                settings,
                Obedient.class.getName());
    Verdict verdict = new ProductionReader(types, Map.of()).read(document.getBytes(UTF_8));
    assertThat(verdict).as("%s", verdict.problems()).isInstanceOf(Verdict.Accepted.class);
    Production production = ((Verdict.Accepted) verdict).production();
    ItemDefinition definition = production.items().getFirst();
    ItemType found = production.types().get(definition.type());
    return new InstanceJvm.Blueprint("royal", "P", definition, found);
  }

  private static InstanceJvm.Blueprint obedient(String word) {
    return blueprint(Obedient.class, "\"adapter_settings\": { \"Word\": \"%s\" }".formatted(word));
  }

  private static Instance started(InstanceJvm.Blueprint blueprint, Told told) {
    Instance instance = jvm.instance(blueprint, told);
    assertThat(instance.start()).succeedsWithin(PATIENCE);
    assertThat(instance.isUp()).isTrue();
    return instance;
  }

  private static Delivery saying(String text) {
    return new Delivery(
        text,
        "royal/P/key",
        LegId.first(1, 0),
        1,
        false,
        MessageEnvelope.custom(
            Payload.of(text, UTF_8), "text/plain", "", "", UTF_8, "In", Instant.EPOCH));
  }

  private static String note(Instance instance, String text) {
    return ((DeliveryResult.Delivered) instance.deliver(saying(text)).toCompletableFuture().join())
        .note();
  }

  private static Throwable failure(CompletionStage<?> stage) {
    return stage
        .handle((done, failure) -> failure)
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static <T extends Throwable> T cause(CompletionStage<?> stage, Class<T> type) {
    Throwable failure = failure(stage);
    return type.cast(type.isInstance(failure) ? failure : failure.getCause());
  }

  @Test
  void shouldDoInAnotherJvmWhatTheItemDoes() {
    // given
    Instance instance = started(obedient("first"), new Told());

    // then
    assertThat(note(instance, "word")).isEqualTo("first");
    assertThat(note(instance, "pid")).isEqualTo("" + workers.pids().getFirst());
    assertThat(note(instance, "print")).isEqualTo("printed");
    assertThat(instance.deliver(saying("refuse")).toCompletableFuture().join())
        .isEqualTo(new DeliveryResult.Refused(new Reason("because", "it says so", "HARGREAVES")));

    // and when
    instance.change(obedient("second").definition());
    assertThat(instance.stop()).succeedsWithin(PATIENCE);

    // then
    assertThat(instance.isUp()).isFalse();
    cause(instance.deliver(saying("word")), Instance.AwayException.class);
  }

  @Test
  void shouldTellHowAnItemFailsAsItIsToldInTheNode() {
    // given
    Instance operation = started(obedient("any"), new Told());
    Instance process =
        started(
            blueprint(Refuser.class, "\"host_settings\": { \"TargetConfigNames\": [\"Next\"] }"),
            new Told());

    // then
    Instance.ThrownException thrown =
        cause(operation.deliver(saying("throw")), Instance.ThrownException.class);
    assertThat(thrown)
        .hasRootCauseMessage("item-error: the item failed with IllegalStateException");
    assertThat(cause(operation.deliver(saying("break")), Instance.ThrownException.class))
        .hasCauseInstanceOf(Item.BrokenException.class);
    assertThat(cause(operation.deliver(saying("fail")), Item.BrokenException.class))
        .hasMessage("it lost its table");
    assertThat(
            cause(operation.deliver(saying("huge")), InstanceFailedException.class).reason().code())
        .isEqualTo("too-large");
    assertThat(operation.deliver(saying("x".repeat(2 << 20))).toCompletableFuture().join())
        .isInstanceOfSatisfying(
            DeliveryResult.Refused.class,
            refused -> assertThat(refused.reason().code()).isEqualTo("too-large"));
    assertThat(
            cause(process.handle(saying("any")), Process.RefusedException.class).reason().detail())
        .isEqualTo("HARGREAVES");
    assertThat(
            cause(
                jvm.instance(obedient("misconfigured"), new Told()).start(),
                Item.MisconfiguredException.class))
        .hasMessage("the word is wrong");
  }

  @Test
  void shouldStartAWorkerAgainHoweverItEnds() throws Exception {
    // given
    Told told = new Told();
    Instance instance = started(obedient("any"), told);
    assertThat(told.next()).isEqualTo("up");

    Map<String, String> deaths =
        Map.of(
            "write", "away: wrote to its standard output what is not the engine's",
            "memory", "away: ran out of memory (HIE_WORKER_HEAP gives it more)");
    for (Map.Entry<String, String> death : deaths.entrySet()) {
      long pid = workers.pids().getFirst();

      // when
      CompletionStage<DeliveryResult> inHand = instance.deliver(saying(death.getKey()));

      // then
      assertThat(cause(inHand, InstanceFailedException.class).reason().code())
          .as(death.getKey())
          .isEqualTo("worker-lost");
      assertThat(told.next()).startsWith(death.getValue());
      assertThat(told.next()).isEqualTo("up");
      assertThat(note(instance, "pid")).isNotEqualTo("" + pid);
    }
    assertThat(instance.stop()).succeedsWithin(PATIENCE);
  }

  @Test
  void shouldReplaceAWorkerThatGoesSilent() throws Exception {
    // given
    Told told = new Told();
    Instance instance = started(obedient("any"), told);
    assertThat(told.next()).isEqualTo("up");
    long pid = workers.pids().getFirst();
    long restarts = workers.restarts();

    // when it is halted with a message in hand
    java.lang.Process stop = new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start();
    assertThat(stop.waitFor()).isZero();
    CompletionStage<DeliveryResult> inHand = instance.deliver(saying("word"));

    // then its message fails as one of which nobody knows, and not before it is gone
    assertThat(cause(inHand, InstanceFailedException.class).reason().code())
        .isEqualTo("worker-lost");
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive)).isNotEqualTo(Optional.of(true));
    assertThat(told.next()).startsWith("away: gave no sign of life for 3 s");
    assertThat(told.next()).isEqualTo("up");
    assertThat(note(instance, "pid")).isNotEqualTo("" + pid);
    assertThat(workers.restarts()).isEqualTo(restarts + 1);
    assertThat(instance.stop()).succeedsWithin(PATIENCE);
  }

  @Test
  void shouldRefuseSettingsThatCannotBe() {
    assertThatThrownBy(() -> settings("hie.processes = 17"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the number of processes is 17")
        .hasMessageContaining("1 to 16");
    assertThatThrownBy(() -> settings("hie.processes = 0")).hasMessageContaining("1 to 16");
    assertThatThrownBy(() -> settings("hie.processes = many"))
        .hasMessageContaining("hie.processes");
    assertThatThrownBy(() -> settings("hie.workers.heap = \"256 MB\""))
        .hasMessageContaining("HIE_WORKER_HEAP")
        .hasMessageContaining("256m or 1g");
    assertThat(settings("hie.processes = 3").processes()).isEqualTo(3);
  }

  private static WorkerSettings settings(String other) {
    return WorkerSettings.of(
        ConfigFactory.parseString(other)
            .withFallback(ConfigFactory.parseResources("application.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve());
  }
}
