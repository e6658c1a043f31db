package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.fault.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run, load and sink as processes, over a cluster that is none and breaks promises. */
@Timeout(60)
class ClusterRunTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldHoldForAClusterThatKeepsItsPromises() {
    FakeRig rig = new FakeRig(Fault.NONE, directory);

    assertThat(run(rig, FakeCluster.Flaw.NONE)).as(rig.printed()).isTrue();

    assertThat(rig.printed())
        .contains(
            "Again with: hie chaos run freeze --nodes 3 --seed 4 --warm-up 0 --minutes 0.12 --rate"
                + " 100")
        .contains("node 1 frozen for 1 s");
    assertThat(directory.resolve("reports/freeze-4.html"))
        .content()
        .contains("Every promise was kept.")
        .contains("node 1 frozen for 1 s");
    assertThat(directory.resolve("reports/freeze-4.json")).content().contains("\"holds\": true");
  }

  @Test
  void shouldFindALateDeliveryOfANodeThatWasFrozenAndThatThroughputIsNotBackInTime() {
    FakeRig rig = new FakeRig(Fault.NONE, directory);

    assertThat(run(rig, FakeCluster.Flaw.LATE)).as(rig.printed()).isFalse();

    assertThat(rig.printed())
        .contains("BROKEN STEPPED_BACK")
        .contains("BROKEN  Each patient's messages arrive in the order of sending.")
        .contains("BROKEN  Throughput is back within 2 s of each fault.")
        .contains("kept    Nothing that was acknowledged is lost.");
    assertThat(directory.resolve("reports/freeze-4.html"))
        .content()
        .contains("3 promises were broken.");
  }

  private boolean run(FakeRig rig, FakeCluster.Flaw flaw) {
    Scenario scenario =
        Scenario.parse("freeze", "about frozen\nchoose in turn\nfault freeze a node for 1 s\n");
    ClusterSettings settings =
        new ClusterSettings(
            4,
            Duration.ZERO,
            Duration.ofSeconds(7),
            100,
            4,
            20,
            2,
            Set.of("freeze"),
            Duration.ofMillis(2500),
            Duration.ofMillis(300),
            directory.resolve("reports"));
    return new ClusterRun(
            scenario, rig.settings(), settings, new FakeCluster.Maker(rig.settings(), flaw))
        .run();
  }
}
