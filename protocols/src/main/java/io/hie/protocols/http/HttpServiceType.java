package io.hie.protocols.http;

import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.item.Item;
import io.hie.actormodel.item.ItemContext;
import io.hie.actormodel.item.ItemKind;
import io.hie.actormodel.item.ItemType;
import io.hie.actormodel.production.HostSettings;
import io.hie.actormodel.production.ItemDefinition;
import io.hie.actormodel.production.Problems;
import io.hie.protocols.outside.SocketTest;
import java.time.Duration;
import java.util.regex.Pattern;

/** {@code http.service}: takes messages that are posted to it. */
public final class HttpServiceType implements ItemType {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]*");

  @Override
  public String name() {
    return "http.service";
  }

  @Override
  public ItemKind kind() {
    return ItemKind.SERVICE;
  }

  @Override
  public Class<? extends Record> adapterSettings() {
    return HttpServiceSettings.class;
  }

  @Override
  public String exclusiveEndpoint(ItemDefinition definition) {
    HttpServiceSettings settings = (HttpServiceSettings) definition.adapter();
    return "tcp " + settings.address() + ":" + settings.port();
  }

  @Override
  public void validate(ItemDefinition definition, Problems problems) {
    HttpServiceSettings settings = (HttpServiceSettings) definition.adapter();
    String place = definition.path() + ".adapter_settings.";
    if (!PATH.matcher(settings.path()).matches()) {
      problems.error(
          place + "Path",
          "is not a path of letters, digits and . _ ~ - / that begins with /",
          "for example /hl7");
    }
    if (settings.contentTypes().isEmpty()) {
      problems.error(place + "ContentTypes", "is empty, so nothing would be taken", "remove it");
    }
    for (int i = 0; i < settings.contentTypes().size(); i++) {
      if (!MediaType.isName(settings.contentTypes().get(i))) {
        problems.error(
            place + "ContentTypes[" + i + "]",
            "is not a media type",
            "for example text/plain, without parameters");
      }
    }
    if (!settings.tlsEnabled()) {
      return;
    }
    if (settings.tlsCertificate() == null) {
      problems.error(place + "TlsCertificate", "is missing, and TlsEnabled", "name a PEM file");
    }
    if (settings.tlsKey() == null) {
      problems.error(place + "TlsKey", "is missing, and TlsEnabled", "name a PEM file");
    }
    if (settings.tlsClientAuth() != HttpServiceSettings.ClientCertificate.NONE
        && settings.tlsTrusted() == null) {
      problems.error(
          place + "TlsTrusted",
          "is missing, and TlsClientAuth asks senders for certificates",
          "name a PEM file with the certificates that vouch for senders");
    }
  }

  @Override
  public ConnectionTest testConnection(ItemDefinition definition, Duration atMost) {
    HttpServiceSettings settings = (HttpServiceSettings) definition.adapter();
    return SocketTest.listening(settings.address(), settings.port(), atMost);
  }

  @Override
  public Item create(ItemDefinition definition, ItemContext context) {
    HostSettings host = definition.host();
    return new HttpService(
        (HttpServiceSettings) definition.adapter(),
        context,
        host.answeringTargets().isEmpty() ? Duration.ZERO : host.messageTimeout());
  }
}
