package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.ledger.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scenario with real processes and SIGKILL, on a fake node. */
@Timeout(120)
class NodeKillTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldHoldForANodeThatStoresBeforeItAcknowledges() {
    FakeRig rig = new FakeRig(Fault.NONE, directory);

    assertThat(rig.nodeKill(2, 4000).run()).as(rig.printed()).isTrue();

    assertThat(rig.printed())
        .startsWith("node-kill, seed 11. Again with: hie chaos run node-kill --seed 11 --kills 2")
        .contains("kill 2: ready again after")
        .contains("Every promise holds");
    assertThat(directory.resolve("rig")).as("nothing is left of a success").doesNotExist();
    assertNothingRuns();
  }

  @Test
  void shouldFindANodeThatAcknowledgesBeforeItStores() {
    FakeRig rig = new FakeRig(Fault.ACK_BEFORE_STORE, directory);

    assertThat(rig.nodeKill(2, 4000).run()).as(rig.printed()).isFalse();

    assertThat(rig.printed()).contains("BROKEN LOST").contains("PROMISES BROKEN");
    assertThat(directory.resolve("rig/node-2.log")).exists();
    assertThat(directory.resolve("rig/outages")).isNotEmptyFile();
    assertNothingRuns();
  }

  @Test
  void shouldFindPatientsInTheLog() {
    FakeRig rig = new FakeRig(Fault.PRINT_PATIENTS, directory);

    assertThat(rig.nodeKill(0, 200).run()).isFalse();

    assertThat(rig.printed()).contains("lines of node-1.log show patient data");
  }

  @Test
  void shouldSayWhyANodeDoesNotStartAndLeaveNothingRunning() {
    RigSettings broken =
        new FakeRig(Fault.NONE, directory).withNode("sh", "-c", "echo no disk; exit 3");

    assertThatThrownBy(() -> runWith(broken))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("exit code 3")
        .hasMessageContaining("node-1.log");
    assertNothingRuns();
  }

  @Test
  void shouldRefuseANodeBehindAShell() {
    RigSettings shell =
        new FakeRig(Fault.NONE, directory)
            .withNode("sh", "-c", "echo HIE is ready; sleep 60; true");

    assertThatThrownBy(() -> runWith(shell))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("must exec it");
    assertNothingRuns();
  }

  @Test
  void shouldNotUseADirectoryThatIsNotEmpty() throws IOException {
    Files.createDirectories(directory.resolve("rig/something"));

    assertThatThrownBy(() -> new FakeRig(Fault.NONE, directory).nodeKill(1, 100).run())
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("is not empty");
  }

  private static void runWith(RigSettings settings) {
    LoadShape shape = new LoadShape(1, 100, 2, 10, 1, 1024, "ADT^A01");
    boolean held = new NodeKill(settings, shape, 1, Terms.DEFAULT).run();
    assertThat(held).isFalse();
  }

  /** Processes that were just killed may take a moment to be gone. */
  private static void assertNothingRuns() {
    await().untilAsserted(() -> assertThat(ProcessHandle.current().descendants()).isEmpty());
  }
}
