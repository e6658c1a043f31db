package io.hie.httpapi.sso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.configuration.directory.Grant;
import io.hie.configuration.directory.Role;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SsoSettingsTest {
  private static Config config(String... changes) {
    Map<String, String> all = new HashMap<>();
    all.put("issuer", "https://login.example.org/realms/royal");
    all.put("client-id", "hie");
    all.put("client-secret", "");
    all.put("public-url", "https://hie.example.org/");
    all.put("scopes", "openid profile");
    all.put("user-claim", "preferred_username");
    all.put("groups-claim", "groups");
    all.put("roles", "admins=platform-admin@*");
    all.put("authority", "");
    all.put("clock-skew", "60s");
    all.put("session-lifetime", "12h");
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    return ConfigFactory.parseMap(Map.of("hie.oidc", all));
  }

  private static void refused(String says, String... changes) {
    assertThatThrownBy(() -> SsoSettings.of(config(changes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  void shouldReadGroupsOfAnyNameAndGivePatientDataOnlyWhereItIsWritten() {
    SsoSettings settings =
        SsoSettings.of(
                config(
                    "roles",
                    "/hie/admins=platform-admin@* ; CN=ward@7,OU=x=editor@royal;"
                        + "CN=ward@7,OU=x=patient-data@royal;"))
            .orElseThrow();
    assertThat(settings.roles().get("/hie/admins"))
        .containsExactly(new Grant(Role.PLATFORM_ADMIN, Grant.EVERYWHERE));
    assertThat(settings.roles().get("CN=ward@7,OU=x"))
        .containsExactlyInAnyOrder(
            new Grant(Role.EDITOR, "royal"), new Grant(Role.PATIENT_DATA, "royal"));
    assertThat(settings.redirectUri()).isEqualTo("https://hie.example.org/api/v1/sso/callback");
    assertThat(settings.clientSecret()).isNull();
  }

  @Test
  void shouldBeOffWithoutAnIssuerAndSayWhenOnlyThatIsMissing() {
    assertThat(SsoSettings.of(config("issuer", "", "client-id", "", "roles", ""))).isEmpty();
    refused("HIE_OIDC_CLIENT_ID is set and HIE_OIDC_ISSUER is not", "issuer", "");
    refused("HIE_OIDC_ROLES is set and HIE_OIDC_ISSUER is not", "issuer", "", "client-id", "");
  }

  @Test
  void shouldSayWhichSettingIsWrongAndHowToMendIt() {
    refused(
        "HIE_OIDC_ISSUER is http://login.example.org: beyond this machine it must be https",
        "issuer",
        "http://login.example.org");
    refused("HIE_OIDC_ISSUER is login: it must be a URL", "issuer", "login");
    refused("HIE_OIDC_CLIENT_ID is not set: register", "client-id", "");
    refused("HIE_PUBLIC_URL is not set: set it to where browsers find", "public-url", "");
    refused("leave the path out", "public-url", "https://hie.example.org/hie");
    refused("the scope openid must be among them", "scopes", "profile");
    refused("hie.oidc.clock-skew is PT10M: it is 0s to 5m", "clock-skew", "10m");
    refused("HIE_OIDC_SESSION_LIFETIME is PT0S", "session-lifetime", "0s");
    refused("HIE_OIDC_ROLES is not set, so nobody could do anything", "roles", "");
    refused("did you mean \"editor\"?", "roles", "a=edtor@royal");
    refused("write GROUP=ROLE@WORKSPACE", "roles", "a=editor");
    refused("write GROUP=ROLE@WORKSPACE", "roles", "a=editor@");
    refused("write platform-admin@* or workspace-admin", "roles", "a=platform-admin@royal");
    // all at once
    assertThatThrownBy(() -> SsoSettings.of(config("client-id", "", "roles", "a=x@y")))
        .hasMessageContaining("HIE_OIDC_CLIENT_ID")
        .hasMessageContaining("HIE_OIDC_ROLES");
    assertThat(SsoSettings.of(config("client-secret", "hidden")).orElseThrow().toString())
        .doesNotContain("hidden");
  }
}
