package io.hie.protocols.mllp;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.mllp.MllpServiceSettings.ClientCertificate;
import io.hie.protocols.outside.ListenAddress;
import io.hie.protocols.outside.SocketTest;
import java.time.Duration;

/** {@code hl7.mllp.service}: receives HL7 v2 over MLLP. */
public final class MllpServiceType implements ItemType {

  @Override
  public String name() {
    return "hl7.mllp.service";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.SERVICE;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return MllpServiceSettings.class;
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    MllpServiceSettings settings = (MllpServiceSettings) definition.adapter();
    SettingsCheck check = new SettingsCheck(definition, problems);
    check.charset(settings.charset());
    check.notNegative("IdleTimeout", settings.idleTimeout());
    check.positive("FrameTimeout", settings.frameTimeout());
    if (settings.address().isBlank()) {
      check.error("Interface", "is empty", "give an address, or leave it out for all of them");
    }
    check.tlsFiles(
        settings.tlsEnabled(), settings.tlsCertificate(), settings.tlsKey(), settings.tlsTrusted());
    if (settings.tlsEnabled() && settings.tlsCertificate() == null) {
      check.error(
          "TlsCertificate",
          "is missing, and TlsEnabled is on",
          "name a PEM file with a certificate");
    }
    if (settings.tlsClientAuth() != ClientCertificate.NONE) {
      if (!settings.tlsEnabled()) {
        check.error("TlsClientAuth", "asks for certificates, and TlsEnabled is off", "turn it on");
      } else if (settings.tlsTrusted() == null) {
        check.error(
            "TlsTrusted",
            "is missing, and TlsClientAuth asks senders for certificates",
            "name a PEM file with the certificates that theirs must descend from");
      }
    }
  }

  @Override
  public String exclusiveEndpoint(ItemDefinition definition) {
    MllpServiceSettings settings = (MllpServiceSettings) definition.adapter();
    return settings.port() == 0 ? "" : "tcp " + settings.address() + ":" + settings.port();
  }

  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    MllpServiceSettings settings = (MllpServiceSettings) definition.adapter();
    MllpTls.of(settings);
    return SocketTest.listening(settings.address(), settings.port(), atMost);
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    MllpServiceSettings settings = (MllpServiceSettings) definition.adapter();
    // With one at a time, each message of a connection is read after the answer to the one before.
    int pipelined = definition.host().asksOneAtATime() ? 1 : settings.maxPipelined();
    String address = ListenAddress.of(settings.address(), context.system());
    return new MllpService(settings.with(address, pipelined), context);
  }
}
