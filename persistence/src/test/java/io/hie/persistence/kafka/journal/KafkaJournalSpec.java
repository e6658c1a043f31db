package io.hie.persistence.kafka.journal;

import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.runner.RunWith;
import org.scalatestplus.junit.JUnitRunner;

/** Pekko's own suite for journals. Run by {@link CompatibilityTest}, which counts its cases. */
@RunWith(JUnitRunner.class)
public final class KafkaJournalSpec extends JavaJournalSpec {
  public KafkaJournalSpec() {
    super(TestBroker.config());
  }

  @Override
  public CapabilityFlag supportsRejectingNonSerializableObjects() {
    return CapabilityFlag.on();
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
