package io.hie.persistence.kafka.journal;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Pekko's own suite for snapshot stores. Run by {@link CompatibilityTest}. */
@RunWith(JUnitRunner.class)
public final class KafkaSnapshotStoreSpec extends JavaSnapshotStoreSpec {
  public KafkaSnapshotStoreSpec() {
    super(TestBroker.config());
  }

  /** So that the first case does not wait for topics to be made. */
  @Override
  public void beforeAll() {
    KafkaLog.get(system());
    super.beforeAll();
  }

  @Override
  public CapabilityFlag supportsSerialization() {
    return CapabilityFlag.on();
  }

  @Override
  public CapabilityFlag supportsMetadata() {
    return CapabilityFlag.on();
  }
}
