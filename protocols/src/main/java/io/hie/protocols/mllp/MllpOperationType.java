package io.hie.protocols.mllp;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings.ExecutionMode;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.outside.SocketTest;
import java.time.Duration;

/** {@code hl7.mllp.operation}: delivers HL7 v2 over MLLP. */
public final class MllpOperationType implements ItemType {

  @Override
  public String name() {
    return "hl7.mllp.operation";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.OPERATION;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return MllpOperationSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    MllpOperationSettings settings = (MllpOperationSettings) definition.adapter();
    SettingsCheck check = new SettingsCheck(definition, problems);
    check.charset(settings.charset());
    if (settings.host().isBlank()) {
      check.error("Host", "is empty", "give the name or address of the receiver");
    }
    check.positive("AckTimeout", settings.ackTimeout());
    check.positive("ConnectTimeout", settings.connectTimeout());
    check.positive("MaxReconnectDelay", settings.maxReconnectDelay());
    check.tlsFiles(
        settings.tlsEnabled(), settings.tlsCertificate(), settings.tlsKey(), settings.tlsTrusted());
    int poolSize = definition.host().poolSize();
    if (poolSize > settings.connections()
        && definition.host().executionMode() != ExecutionMode.MULTIPROCESS) {
      check.warning(
          "Connections",
          "is "
              + settings.connections()
              + ", and PoolSize is "
              + poolSize
              + ": a connection carries one message at a time, so the rest wait",
          "make them equal if the receiver takes that many connections");
    }
  }

  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    MllpOperationSettings settings = (MllpOperationSettings) definition.adapter();
    MllpTls tls = MllpTls.of(settings);
    String name = settings.tlsServerName();
    return SocketTest.connect(
        settings.host(),
        settings.port(),
        tls == null ? null : tls.context(),
        name == null || name.isBlank() ? settings.host() : name,
        atMost);
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    return new MllpOperation((MllpOperationSettings) definition.adapter(), context);
  }
}
