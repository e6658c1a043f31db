package io.hie.chaostests.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hie.chaostests.ChaosException;
import io.hie.chaostests.fake.Fault;
import io.hie.chaostests.ledger.Terms;
import io.hie.chaostests.message.EventMix;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scenario with a real broker process and SIGKILL, on a fake node that keeps no log in it. */
@Timeout(120)
class BrokerKillTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void shouldFindANodeThatAcknowledgesWithoutABroker() {
    FakeRig rig = new FakeRig(Fault.NONE, directory);
    LoadShape shape = new LoadShape(3, 20_000, 2, 100, 1, 1024, EventMix.DEFAULT);

    boolean held =
        new BrokerKill(rig.settings(), shape, new BrokerKill.Faults(1, 1, 0, 2), Terms.DEFAULT)
            .run();

    assertThat(held).as(rig.printed()).isFalse();
    assertThat(rig.printed())
        .startsWith(
            "broker-kill, seed 3. Again with: hie chaos run broker-kill --seed 3 --brokers 1")
        .contains("killing broker 1 for 2,000 ms")
        .contains("messages were acknowledged while there was no broker");
    assertThat(directory.resolve("rig/broker-1.log")).isNotEmptyFile();
  }

  @Test
  void shouldRefuseTwoBrokers() {
    assertThatThrownBy(() -> new BrokerKill.Faults(2, 1, 0, 2))
        .isInstanceOf(ChaosException.class)
        .hasMessageContaining("three");
  }
}
