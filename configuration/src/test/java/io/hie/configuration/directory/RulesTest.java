package io.hie.configuration.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hie.configuration.secret.TokenSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RulesTest {
  private static final Instant START = Instant.parse("2026-11-28T08:00:00Z");
  private static final Policy POLICY =
      new Policy(
          3, Duration.ofMinutes(15), Duration.ofDays(30), Duration.ofDays(7), Duration.ofHours(12));

  private final Rules rules = new Rules(POLICY);
  private Directory directory = Directory.empty();
  private Instant now = START;

  private Outcome ask(Change change, String who, @Nullable String key) {
    Outcome outcome = rules.decide(directory, change, new Origin(now, who, "", "", "", key));
    List<ConfigurationEvent> events =
        switch (outcome) {
          case Outcome.Made made -> made.events();
          case Outcome.RefusedAndNoted noted -> noted.events();
          case Outcome.Refused refused -> List.of();
        };
    for (ConfigurationEvent event : events) {
      directory = directory.apply(event);
    }
    return outcome;
  }

  private void make(Change change) {
    assertThat(ask(change, "root", null)).isInstanceOf(Outcome.Made.class);
  }

  private String refusal(Change change, String who) {
    return switch (ask(change, who, null)) {
      case Outcome.Made made -> "made";
      case Outcome.Refused refused -> refused.refusal().type();
      case Outcome.RefusedAndNoted noted -> noted.refusal().type();
    };
  }

  private void addUser(String name) {
    make(new Change.AddUser(name, new User.Details(name, false, null), "hash"));
  }

  private static Change.Login login(String name, String session) {
    return new Change.Login(name, session, TokenSecret.hash("secret of " + session));
  }

  @Test
  void shouldOpenALockWhenItsTimeIsOver() {
    addUser("anna");
    for (int i = 0; i < 3; i++) {
      assertThat(refusal(new Change.NoteFailedLogin("anna"), "anna")).isEqualTo("login-failed");
    }
    assertThat(refusal(login("anna", "s1"), "anna")).isEqualTo("login-failed");
    now = now.plus(POLICY.lock());
    assertThat(refusal(login("anna", "s1"), "anna")).isEqualTo("made");
    assertThat(directory.users().get("anna").failures()).isZero();
  }

  @Test
  void shouldAskForANewPasswordWhenTheOldOneIsOver() {
    addUser("anna");
    now = now.plus(POLICY.passwordLifetime());
    assertThat(refusal(login("anna", "s1"), "anna")).isEqualTo("password-expired");
    make(new Change.SetPassword("anna", "other"));
    assertThat(refusal(login("anna", "s1"), "anna")).isEqualTo("made");
  }

  @Test
  void shouldEndTheOldestSessionWhenThereAreTooMany() {
    addUser("anna");
    for (int i = 0; i <= SessionRules.MOST_SESSIONS_OF_ONE; i++) {
      now = now.plusSeconds(1);
      make(login("anna", "s" + i));
    }
    assertThat(directory.sessions())
        .hasSize(SessionRules.MOST_SESSIONS_OF_ONE)
        .doesNotContainKey("s0")
        .containsKey("s1");
  }

  @Test
  void shouldEndAnIdleSessionAtItsRefresh() {
    addUser("anna");
    make(login("anna", "s1"));
    now = now.plus(POLICY.sessionIdle());
    assertThat(refusal(new Change.Refresh("s1", TokenSecret.hash("secret of s1"), "next"), "anna"))
        .isEqualTo("session-over");
    assertThat(directory.sessions()).isEmpty();
  }

  @Test
  void shouldKeepTheLastAdministratorAndLetNobodyPromoteThemselves() {
    addUser("anna");
    Grant admin = new Grant(Role.PLATFORM_ADMIN, Grant.EVERYWHERE);
    make(new Change.AddGrant("anna", admin, null));
    assertThat(refusal(new Change.RemoveUser("anna", null), "root")).isEqualTo("last-admin");
    assertThat(refusal(new Change.RemoveGrant("anna", admin, null), "root"))
        .isEqualTo("last-admin");
    assertThat(
            refusal(new Change.ChangeUser("anna", new User.Details("", true, null), null), "root"))
        .isEqualTo("last-admin");
    Grant patients = new Grant(Role.PATIENT_DATA, Grant.EVERYWHERE);
    assertThat(refusal(new Change.AddGrant("anna", patients, null), "anna")).isEqualTo("own-grant");
    addUser("bert");
    make(new Change.AddGrant("bert", admin, null));
    assertThat(refusal(new Change.RemoveUser("anna", null), "bert")).isEqualTo("made");
  }

  @Test
  void shouldTakeWithAUserTokensAndSessionsAndWithAWorkspaceItsRoles() {
    make(new Change.AddWorkspace("royal", ""));
    addUser("anna");
    make(new Change.AddGrant("anna", new Grant(Role.VIEWER, "royal"), null));
    make(
        new Change.IssueToken(
            "t1", "anna", "ci", "hash", Set.of(Permission.VIEW), Set.of("*"), now.plusSeconds(9)));
    make(login("anna", "s1"));
    make(new Change.RemoveWorkspace("royal", null));
    assertThat(directory.users().get("anna").grants()).isEmpty();
    make(new Change.RemoveUser("anna", null));
    assertThat(directory.tokens()).isEmpty();
    assertThat(directory.sessions()).isEmpty();
  }

  @Test
  void shouldDoARequestWithOneKeyOnce() {
    Change add = new Change.AddWorkspace("royal", "");
    assertThat(ask(add, "root", "k")).isInstanceOf(Outcome.Made.class);
    long revision = directory.revision();
    assertThat(ask(add, "root", "k")).isInstanceOf(Outcome.Made.class);
    assertThat(directory.revision()).isEqualTo(revision);
    assertThat(ask(add, "other", "k")).isInstanceOf(Outcome.Refused.class);
    assertThat(ask(new Change.AddWorkspace("other", ""), "root", "k"))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void shouldKeepWhatASecretWasBeforeAndNoMore() {
    // given
    make(new Change.AddWorkspace("royal", ""));
    make(new Change.SetSecret("royal", "epr", "sealed 1"));
    long first = directory.revision();
    make(new Change.SetSecret("royal", "epr", "sealed 2"));
    make(new Change.SetSecret("royal", "epr", "sealed 3"));
    long third = directory.revision();

    // then
    Secret secret = directory.workspaces().get("royal").secrets().get("epr");
    assertThat(secret.revision()).isEqualTo(third);
    assertThat(secret.at(third)).isEqualTo("sealed 3");
    assertThat(secret.at(third - 1)).isEqualTo("sealed 2");
    assertThat(secret.at(first)).isEqualTo("sealed 3");
    assertThat(directory.workspaces().get("royal").revision()).isLessThan(first);
    assertThat(secret.toString() + directory).doesNotContain("sealed 3", "sealed 2");
    assertThat(refusal(new Change.SetSecret("seaside", "epr", "x"), "root"))
        .isEqualTo("no-workspace");
    assertThat(refusal(new Change.SetSecret("royal", "a b", "x"), "root")).isEqualTo("bad-name");
    make(new Change.RemoveSecret("royal", "epr"));
    assertThat(refusal(new Change.RemoveSecret("royal", "epr"), "root")).isEqualTo("no-secret");
  }

  @Test
  void shouldChangeQuotasOnlyOfWhatWasSeen() {
    make(new Change.AddWorkspace("royal", ""));
    long seen = directory.workspaces().get("royal").revision();
    Quotas quotas = new Quotas(1, null, 2L);
    make(new Change.SetQuotas("royal", quotas, seen));
    assertThat(directory.workspaces().get("royal").quotas()).isEqualTo(quotas);
    assertThat(refusal(new Change.SetQuotas("royal", Quotas.NONE, seen), "root"))
        .isEqualTo("other-version");
    make(new Change.DescribeWorkspace("royal", "the old one", null));
    assertThat(directory.workspaces().get("royal").quotas()).isEqualTo(quotas);
  }

  private static Change.ProviderLogin provided(String name, String subject, Grant... roles) {
    return new Change.ProviderLogin(
        name,
        name,
        "https://login.example.org " + subject,
        Set.of(roles),
        Set.of(EDITOR, VIEWER),
        Duration.ofHours(8),
        "session of " + subject,
        TokenSecret.hash("secret"));
  }

  private static final Grant EDITOR = new Grant(Role.EDITOR, "royal");
  private static final Grant VIEWER = new Grant(Role.VIEWER, "royal");
  private static final Grant READER = new Grant(Role.PATIENT_DATA, "royal");

  @Test
  void shouldMakeAnAccountForWhomAProviderVouchesAndFollowItsGroups() {
    make(new Change.AddWorkspace("royal", ""));
    make(provided("anna", "s1", EDITOR));
    assertThat(directory.user("anna").grants()).containsExactly(EDITOR);
    assertThat(directory.sessions().values())
        .extracting(Session::expires)
        .containsExactly(START.plus(Duration.ofHours(8)));
    // what an administrator gives stays, what a group gave goes with it, whatever the name is by
    // then
    make(new Change.AddGrant("anna", READER, null));
    make(provided("anna.married", "s1", VIEWER));
    assertThat(directory.users()).containsOnlyKeys("anna");
    assertThat(directory.user("anna").grants()).containsExactlyInAnyOrder(VIEWER, READER);
    // a workspace that is not there gives nothing yet
    make(provided("bert", "s2", new Grant(Role.EDITOR, "absent")));
    assertThat(directory.user("bert").grants()).isEmpty();
  }

  @Test
  void shouldTakeNobodyForWhoHasTheNameAndLetNobodyInWhoIsDisabled() {
    addUser("anna");
    assertThat(refusal(provided("anna", "s1", EDITOR), "anna")).isEqualTo("sso-name-taken");
    assertThat(refusal(provided("no name", "s1", EDITOR), "x")).isEqualTo("bad-name");
    make(provided("bert", "s2", EDITOR));
    assertThat(refusal(provided("bert", "s3", EDITOR), "bert")).isEqualTo("sso-name-taken");
    // strangers who guess passwords lock nobody out of the provider
    for (int i = 0; i < 3; i++) {
      ask(new Change.NoteFailedLogin("bert"), "bert", null);
    }
    make(provided("bert", "s2", EDITOR));
    make(new Change.ChangeUser("bert", new User.Details("bert", true, null), null));
    assertThat(refusal(provided("bert", "s2", EDITOR), "bert")).isEqualTo("sso-refused");
  }
}
