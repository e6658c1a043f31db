package io.hie.clusternode;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.actormodel.library.ItemLibrary;
import io.hie.clusternode.Hospital.Receiver;
import io.hie.clusternode.Hospital.Sender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that changes while its item works in another JVM of the node. */
class WorkerJarTest {
  private static final String PRODUCTION =
      """
      { "name": "ADT", "workspace": "royal",
        "items": [
          { "name": "PAS", "item_type": "SERVICE", "type": "hl7.mllp.service",
            "adapter_settings": { "Port": "${IN}", "Interface": "127.0.0.1" },
            "host_settings": { "TargetConfigNames": ["Stamp"] } },
          { "name": "Stamp", "item_type": "PROCESS", "type": "ward.Stamp",
            "host_settings": { "TargetConfigNames": ["EPR"], "ExecutionMode": "multiprocess" } },
          { "name": "EPR", "item_type": "OPERATION", "type": "hl7.mllp.operation",
            "adapter_settings": { "Host": "127.0.0.1", "Port": "${OUT}" } } ] }
      """;

  @TempDir private Path directory;
  @TempDir private Path work;

  private int sent;

  @Test
  void shouldRunTheChangedJarInTheWorkerThatRanTheOneBefore() throws Exception {
    // given an item of which the only instance is in a worker
    ItemJars jars = new ItemJars(work);
    Path jar = Files.createDirectory(directory.resolve("items")).resolve("stamp.jar");
    Files.write(jar, jars.stamp("Stamp", stamp("one")));
    int in = Hospital.freePort();
    try (Receiver epr = new Receiver(Hospital.ACCEPTS);
        Node node =
            Hospital.start(
                directory.resolve("data"),
                PRODUCTION,
                Map.of("IN", Integer.toString(in), "OUT", Integer.toString(epr.port())),
                Map.of(
                    "hie.journal", "jdbc", "hie.processes", "2", "hie.items.look-interval", "50ms"),
                ItemLibrary.open(jar.getParent(), getClass().getClassLoader()));
        Sender pas = new Sender(in)) {
      long worker = node.workerPids().getFirst();
      assertThat(stampOfNext(pas, epr)).isEqualTo("one in " + worker);

      // when
      Files.write(jar, jars.stamp("Stamp", stamp("two")));

      // then it is the same worker that runs the other code, and each message came once
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> stampOfNext(pas, epr).equals("two in " + worker));
      assertThat(epr.controlIds()).doesNotHaveDuplicates().hasSize(sent);
      assertThat(node.workerPids()).containsExactly(worker);
    }
  }

  /** A version, and where it runs, within a text of Java. */
  private static String stamp(String version) {
    return version + " in \" + ProcessHandle.current().pid() + \"";
  }

  private String stampOfNext(Sender pas, Receiver epr) throws Exception {
    String id = "M" + sent++;
    assertThat(pas.send(Hospital.admission(Hospital.PATIENTS.getFirst(), id, sent)))
        .isEqualTo("AA");
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> epr.received().size() == sent);
    return Hospital.field(epr.received().getLast(), "ZVR", 1);
  }
}
