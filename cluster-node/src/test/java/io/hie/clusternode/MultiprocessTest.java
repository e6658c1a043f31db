package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.envelope.MessageEnvelope;
import io.hie.actormodel.envelope.Payload;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.item.Handling;
import io.hie.actormodel.item.Process;
import io.hie.actormodel.runtime.ItemStatus;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node of two JVMs whose worker is killed under load. With {@code -Dseed=N} it is repeated. */
class MultiprocessTest {
  private static final int OF_EACH_PATIENT = 30;
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Stamp"] } },
          { "name": "Stamp", "item_type": "PROCESS",
            "type": "io.hie.clusternode.MultiprocessTest$Stamp",
            "host_settings": { "TargetConfigNames": ["EPR"], "ExecutionMode": "multiprocess",
              "PoolSize": 4, "RetryInterval": 0.05 } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}", "Connections": 2 },
            "host_settings": { "ExecutionMode": "multiprocess", "PoolSize": 4,
              "RetryInterval": 0.05 } } ] }
      """;

  @TempDir Path directory;

  /** Writes into each message which JVM decided about it, takes its time, and prints. */
  public static final class Stamp implements Process {
    @Override
    public Handling handle(MessageEnvelope message) {
      throw new UnsupportedOperationException("it is asked asynchronously");
    }

    @Override
    public CompletionStage<Handling> handleAsync(MessageEnvelope message) {
      System.out.println("what an item prints is no frame");
      Payload stamped =
          message.encode(message.text() + "ZPD|" + ProcessHandle.current().pid() + "\r");
      return CompletableFuture.supplyAsync(
          () -> Handling.to("EPR", stamped),
          CompletableFuture.delayedExecutor(
              Math.floorMod(message.text().hashCode(), 15), TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void shouldDeliverEachMessageInOrderWhenAWorkerIsKilledUnderLoad() throws Exception {
    // given
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    int in = Hospital.freePort();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node =
            Hospital.start(
                directory,
                PRODUCTION,
                Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port())),
                Map.of("hie.journal", "jdbc", "hie.processes", "2"))) {
      awaitAllUp(node);
      long first = node.workerPids().getFirst();
      AtomicInteger sent = new AtomicInteger();
      int all = Hospital.PATIENTS.size() * OF_EACH_PATIENT;

      // when
      CompletableFuture<Void> killed =
          CompletableFuture.runAsync(
              () -> {
                Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> sent.get() > all / 3 && stamps(epr).contains(first));
                kill(first);
              },
              Thread::startVirtualThread);
      CompletableFuture.allOf(
              sending(in, Hospital.PATIENTS.subList(0, 4), seed, sent),
              sending(in, Hospital.PATIENTS.subList(4, 8), seed + 1, sent),
              killed)
          .get(60, TimeUnit.SECONDS);

      // then
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> Set.copyOf(epr.controlIds()).size() == all);
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> node.histories().openMessages("royal", "ADT") == 0);
      for (String patient : Hospital.PATIENTS) {
        checkOrder(epr, patient);
        checkRepeats(node, epr, patient);
      }

      // and the worker is there again, and works
      awaitAllUp(node);
      assertThat(jvms(node, "Stamp").restarts()).isEqualTo(1);
      long second = node.workerPids().getFirst();
      assertThat(second).isNotEqualTo(first);
      assertThat(stamps(epr)).contains(first, ProcessHandle.current().pid());
      try (Sender pas = new Sender(in)) {
        for (String patient : Hospital.PATIENTS) {
          assertThat(pas.send(Hospital.admission(patient, "late-" + patient, 99))).isEqualTo("AA");
        }
      }
      Awaitility.await().until(() -> stamps(epr).contains(second));
    }

    // and when the node has stopped, none is left
    assertThat(ProcessHandle.current().descendants().filter(MultiprocessTest::isWorker)).isEmpty();
  }

  private static CompletableFuture<Void> sending(
      int port, List<String> patients, long seed, AtomicInteger sent) {
    List<String> turns = new ArrayList<>();
    for (int i = 0; i < OF_EACH_PATIENT; i++) {
      turns.addAll(patients);
    }
    java.util.Collections.shuffle(turns, new Random(seed));
    return CompletableFuture.runAsync(
        () -> {
          Map<String, Integer> orders = new HashMap<>();
          try (Sender pas = new Sender(port)) {
            for (String patient : turns) {
              int order = orders.merge(patient, 1, Integer::sum);
              String id = patient + "-" + order;
              assertThat(pas.send(Hospital.admission(patient, id, order))).isEqualTo("AA");
              sent.incrementAndGet();
            }
          } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
          }
        },
        Thread::startVirtualThread);
  }

  /** What comes again comes before what is later. */
  private static void checkOrder(Receiver epr, String patient) {
    List<Integer> orders =
        ofPatient(epr, patient)
            .map(message -> Integer.parseInt(Hospital.field(message, "ZOR", 1)))
            .toList();
    assertThat(orders).as("order of %s", patient).isSorted();
  }

  /** What came twice is in its history as an attempt of which nobody knew how it ended. */
  private static void checkRepeats(Node node, Receiver epr, String patient) {
    Map<String, Long> times =
        ofPatient(epr, patient)
            .collect(
                Collectors.groupingBy(
                    message -> Hospital.field(message, "MSH", 10), Collectors.counting()));
    long repeats = times.values().stream().mapToLong(each -> each - 1).sum();
    long explained =
        Hospital.history(node, patient).stream()
            .filter(
                event ->
                    event instanceof HistoryEvent.AttemptFailed failed
                        && failed.item().equals("EPR")
                        && failed.mayHaveArrived())
            .count();
    assertThat(repeats).as("repeats of %s", patient).isLessThanOrEqualTo(explained);
  }

  private static Stream<String> ofPatient(Receiver epr, String patient) {
    return epr.received().stream()
        .filter(message -> Hospital.field(message, "PID", 3).startsWith(patient));
  }

  private static Set<Long> stamps(Receiver epr) {
    return epr.received().stream()
        .map(message -> Long.valueOf(Hospital.field(message, "ZPD", 1)))
        .collect(Collectors.toSet());
  }

  private static void awaitAllUp(Node node) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> jvms(node, "Stamp").up() == 2 && jvms(node, "EPR").up() == 2);
  }

  private static ItemStatus.Jvms jvms(Node node, String item) {
    return node.productions().toCompletableFuture().join().getFirst().items().stream()
        .filter(each -> each.address().item().equals(item))
        .findFirst()
        .orElseThrow()
        .jvms();
  }

  /** As {@code kill -9} does. */
  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static boolean isWorker(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("WorkerMain");
  }
}
