package io.hie.sharding.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Delivery;
import io.hie.actormodel.item.DeliveryResult;
import io.hie.actormodel.item.DeliveryResult.Reason;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Intake.Acceptance;
import io.hie.actormodel.item.MessageHook;
import io.hie.actormodel.key.NhsNumber;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nothing of a patient is in any log line, whatever goes wrong and however much is logged. */
class NoPatientDataTest {
  private static final NhsNumber PATIENT = Patients.number(0);
  private static final String BODY =
      "PID|1||" + PATIENT.digits() + "^^^NHS||Quistworthy^Aniela||19700101\rOBX|pregnant";
  private static final List<String> SECRETS =
      List.of(PATIENT.digits(), "Quistworthy", "Aniela", "19700101", "pregnant", "PID|1");

  private final Lines lines = new Lines();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void listen() {
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.DEBUG);
  }

  @AfterEach
  void stopListening() {
    root.setLevel(Level.WARN);
    root.detachAppender(lines);
  }

  @Test
  void shouldLogNothingOfAPatientWhateverGoesWrong() {
    // given: items whose errors and reasons quote the message
    AtomicInteger routed = new AtomicInteger();
    AtomicInteger tried = new AtomicInteger();
    Receiver out = new Receiver();
    out.answeringLater(
        delivery ->
            switch (tried.getAndIncrement() % 7) {
              case 0 -> CompletableFuture.failedFuture(new IllegalStateException(BODY));
              case 1 -> throw new IllegalArgumentException(BODY, new RuntimeException(BODY));
              case 2 -> answer(new DeliveryResult.Retry(quoting()));
              case 3 -> answer(new DeliveryResult.NotSent(quoting()));
              case 4 -> answer(new DeliveryResult.Ambiguous(quoting()));
              case 5 -> answer(new DeliveryResult.Refused(quoting()));
              default -> answer(Receiver.OK);
            });
    String settings =
        """
        pekko {
          loglevel = DEBUG
          log-dead-letters = on
          log-dead-letters-during-shutdown = on
          persistence.typed.log-stashing = on
          actor.debug { receive = on, autoreceive = on, lifecycle = on, fsm = on, unhandled = on }
        }
        hie.history { snapshot-every = 3, bodies-in-memory = 0 }
        """;
    try (Engine engine = Engine.start(settings)) {
      Flow flow =
          engine
              .flow("adt")
              .service("In", "Route")
              .process(
                  "Route",
                  "\"RetryInterval\": 0.01",
                  message ->
                      switch (routed.getAndIncrement() % 5) {
                        case 0 -> throw new IllegalArgumentException(BODY);
                        case 1 -> new Handling(List.of(new Handling.Output(BODY, null)), "");
                        case 2 ->
                            new Handling(
                                List.of(new Handling.Output("Out", message.body().rawPayload())),
                                "");
                        default -> Handling.to("Out", "Hold");
                      },
                  "Out",
                  "Hold")
              .operation(
                  "Out",
                  "\"RetryLimit\": 2, \"RetryInterval\": 0.01, \"QueueAlertDepth\": 1,"
                      + " \"CircuitBreakerEnabled\": true, \"CircuitBreakerThreshold\": 2,"
                      + " \"CircuitBreakerTimeout\": 0.02, \"OnErrorItem\": \"Errors\","
                      + " \"Hooks\": [\"%s\"]".formatted(Quoting.class.getName()),
                  out)
              .operation("Errors", "", new Receiver())
              .operation(
                  "Hold",
                  "\"AmbiguousPolicy\": \"hold\"",
                  new Receiver().answering(delivery -> new DeliveryResult.Ambiguous(quoting())))
              .start();

      // when: the journal fails now and then, and reports come that nobody expects
      for (int i = 0; i < 20; i++) {
        if (i % 5 == 1) {
          engine.journal.failNextPersisted(flow.persistenceId(PATIENT));
        }
        Acceptance first = flow.send(PATIENT, "C" + i, BODY + i).join();
        assertThat(first.toString()).doesNotContain(SECRETS);
        flow.send(PATIENT, "C" + i, BODY + i).join();
      }
      for (Delivery delivery : out.given()) {
        assertThat(delivery.toString()).doesNotContain(SECRETS);
        engine.histories.outcomes().returned(delivery);
      }
      await().until(() -> flow.overview(PATIENT).open().isEmpty());
      flow.stopItems();
      flow.stored(PATIENT, "C-late", BODY);

      // then
      for (HistoryEvent event : flow.events(PATIENT)) {
        assertThat(event.toString()).doesNotContain(SECRETS);
      }
      assertThat(flow.events(PATIENT))
          .hasAtLeastOneElementOfType(HistoryEvent.AttemptFailed.class)
          .hasAtLeastOneElementOfType(HistoryEvent.LeftAmbiguous.class)
          .hasAtLeastOneElementOfType(HistoryEvent.Parked.class);
    }
    assertThat(lines.seen).as("the log was listened to").hasSizeGreaterThan(500);
    assertThat(lines.seen)
        .anyMatch(line -> line.contains("DEBUG") && line.contains("Handled command"))
        .anyMatch(line -> line.contains("IncomingCommand(Accept[") && line.contains("Payload["))
        .anyMatch(line -> line.contains("WARN") && line.contains("parked"))
        .anyMatch(line -> line.contains("circuit breaker is open"))
        .anyMatch(line -> line.contains("of its hooks failed so far"));
    for (String line : lines.seen) {
      assertThat(line).doesNotContain(SECRETS);
    }
  }

  private static CompletableFuture<DeliveryResult> answer(DeliveryResult result) {
    return CompletableFuture.completedFuture(result);
  }

  /** A hook whose errors quote the message. */
  public static final class Quoting implements MessageHook {
    @Override
    public void before(Delivery message) {
      throw new IllegalStateException(BODY);
    }

    @Override
    public void after(Delivery message, String outcome) {
      throw new StackOverflowError(BODY);
    }
  }

  /** What the other side said is kept for the history, and for nothing else. */
  private static Reason quoting() {
    return new Reason("ack-error", "the receiver said AE", BODY);
  }

  /** Every line as it would be written, exceptions and all. */
  private static final class Lines extends AppenderBase<ILoggingEvent> {
    final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      seen.add(
          event.getLevel()
              + " "
              + event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + " "
              + event.getMDCPropertyMap()
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }
}
