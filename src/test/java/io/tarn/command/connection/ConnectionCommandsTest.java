// SPDX-License-Identifier: Apache-2.0
package io.tarn.command.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tarn.command.CommandHarness;
import io.tarn.command.Connection;
import io.tarn.command.ReplyNotation;
import org.junit.jupiter.api.Test;

/** The expected texts were recorded from redis-server 7.0.15. */
class ConnectionCommandsTest {

  private final CommandHarness harness = new CommandHarness();

  private void expect(String reply, String... words) {
    assertEquals(reply, ReplyNotation.of(harness.run(words)), String.join(" ", words));
  }

  @Test
  void pingAndEcho_anyArguments_answerAsRedis() {
    expect("+PONG", "ping");
    expect("\"a\"", "PING", "a");
    expect("-ERR wrong number of arguments for 'ping' command", "ping", "a", "b");
    expect("\"b\"", "echo", "b");
    expect("-ERR wrong number of arguments for 'echo' command", "echo");
  }

  @Test
  void hello_versions_chooseTheProtocol() {
    String facts =
        "{\"server\" \"redis\" \"version\" \"7.2.4\" \"proto\" :%d \"id\" :1 \"mode\" \"standalone\""
            + " \"role\" \"master\" \"modules\" []}";
    expect(facts.formatted(2), "hello");
    expect(facts.formatted(3), "hello", "3");
    assertEquals(3, harness.connection().protocol());
    expect(facts.formatted(3), "hello");
    expect(facts.formatted(2), "hello", "2", "setname", "me");
    assertEquals("me", harness.connection().name());
    expect("-NOPROTO unsupported protocol version", "hello", "4");
    expect("-NOPROTO unsupported protocol version", "hello", "1");
    expect("-ERR Protocol version is not an integer or out of range", "hello", "abc");
    expect("-ERR Syntax error in HELLO option 'foo'", "hello", "3", "foo");
    expect("-ERR Syntax error in HELLO option 'auth'", "hello", "3", "auth", "default");
    expect(
        "-ERR Client names cannot contain spaces, newlines or special characters.",
        "hello",
        "3",
        "setname",
        "a b");
    assertEquals(2, harness.connection().protocol());
  }

  @Test
  void auth_noPassword_onlyTheDefaultUser() {
    expect(
        "-ERR AUTH <password> called without any password configured for the default user. Are you"
            + " sure your configuration is correct?",
        "auth",
        "x");
    expect("+OK", "auth", "default", "x");
    expect("-WRONGPASS invalid username-password pair or user is disabled.", "auth", "foo", "x");
    expect("-ERR syntax error", "auth", "a", "b", "c");
  }

  @Test
  void auth_password_mustBeRight() {
    String wrong = "-WRONGPASS invalid username-password pair or user is disabled.";
    expect("+OK", "config", "set", "requirepass", "sesame");
    assertTrue(harness.connection().authenticated());
    expect("+RESET", "reset");
    assertFalse(harness.connection().authenticated());
    expect(wrong, "auth", "sesam");
    expect(wrong, "auth", "sesame\0");
    expect(wrong, "auth", "other", "sesame");
    expect(wrong, "hello", "3", "auth", "default", "x");
    expect(
        "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
            + " <proto> AUTH <user> <pass> option can be used to authenticate the client and select"
            + " the RESP protocol version at the same time",
        "hello",
        "3");
    assertFalse(harness.connection().authenticated());
    assertEquals(2, harness.connection().protocol());
    harness.run("hello", "3", "auth", "default", "sesame");
    assertTrue(harness.connection().authenticated());
    assertEquals(3, harness.connection().protocol());
    harness.connection().authenticated(false);
    expect("+OK", "auth", "sesame");
    assertTrue(harness.connection().authenticated());
  }

  @Test
  void select_indexes_onlyZero() {
    expect("+OK", "select", "0");
    expect("-ERR DB index is out of range", "select", "1");
    expect("-ERR DB index is out of range", "select", "-1");
    expect("-ERR value is not an integer or out of range", "select", "abc");
    expect(
        "-ERR value is out of range, value must between -2147483648 and 2147483647",
        "select",
        "99999999999");
  }

  @Test
  void quit_always_closesAfterTheAnswer() {
    expect("+OK", "quit", "now");
    assertTrue(harness.connection().closed());
  }

  @Test
  void clientNames_setAndReset_areKept() {
    expect("null", "client", "getname");
    expect("+OK", "client", "setname", "x");
    expect("\"x\"", "client", "getname");
    expect(
        "-ERR Client names cannot contain spaces, newlines or special characters.",
        "client",
        "setname",
        "a\nb");
    expect("+OK", "client", "setinfo", "lib-name", "lib");
    expect("+OK", "client", "setinfo", "LIB-VER", "1.2");
    expect("-ERR Unrecognized option 'foo'", "client", "setinfo", "foo", "1");
    expect(
        "-ERR lib-ver cannot contain spaces, newlines or special characters.",
        "client",
        "setinfo",
        "lib-ver",
        "1 2");
    assertEquals("lib", harness.connection().libraryName());
    expect("+RESET", "reset");
    expect("null", "client", "getname");
  }

  @Test
  void clientList_filters_chooseConnections() {
    String line =
        "id=1 addr=127.0.0.1:50000 laddr=127.0.0.1:6379 name= age=0 idle=0 flags=N db=0 sub=0"
            + " psub=0 ssub=0 multi=-1 watch=0 qbuf=0 omem=0 events=r cmd=NULL user=default redir=-1"
            + " resp=2 lib-name= lib-ver=\n";
    expect(line, "client", "info");
    expect(line, "client", "list");
    expect(line, "client", "list", "type", "NORMAL");
    expect("", "client", "list", "type", "pubsub");
    expect(line, "client", "list", "id", "5", "1");
    expect("", "client", "list", "id", "0");
    expect("-ERR Unknown client type 'foo'", "client", "list", "type", "foo");
    expect("-ERR Invalid client ID", "client", "list", "id", "1", "2", "a");
    expect("-ERR syntax error", "client", "list", "id");
    expect("-ERR syntax error", "client", "list", "foo");
    expect(":1", "client", "id");
  }

  @Test
  void clientKill_badFilters_areRefused() {
    expect("-ERR No such client", "client", "kill", "1.2.3.4:5");
    expect("-ERR No such client", "client", "kill", "id");
    expect("-ERR client-id should be greater than 0", "client", "kill", "id", "a");
    expect("-ERR client-id should be greater than 0", "client", "kill", "id", "0");
    expect("-ERR syntax error", "client", "kill", "foo", "bar");
    expect("-ERR Unknown client type 'foo'", "client", "kill", "type", "foo");
    expect("-ERR No such user 'nobody'", "client", "kill", "user", "nobody");
    expect("-ERR syntax error", "client", "kill", "skipme", "maybe");
    expect("-ERR syntax error", "client", "kill", "addr", "1.1.1.1:1", "laddr");
    assertFalse(harness.connection().closed());
  }

  @Test
  void clientKill_filters_allMustHold() {
    expect(":0", "client", "kill", "id", "99999");
    expect(":0", "client", "kill", "type", "replica", "skipme", "no");
    expect(":0", "client", "kill", "id", "1");
    expect(":0", "client", "kill", "skipme", "no", "addr", "1.1.1.1:1");
    expect(":0", "client", "kill", "skipme", "no", "laddr", "1.1.1.1:1", "id", "1");
    assertFalse(harness.connection().closed());
    expect(":1", "client", "kill", "user", "default", "id", "1", "skipme", "no");
    assertTrue(harness.connection().closed());
    expect("+OK", "client", "kill", "127.0.0.1:50000");
  }

  @Test
  void clientReply_modes_areNoted() {
    expect("none", "client", "reply", "skip");
    assertEquals(Connection.ReplyMode.SKIP, harness.connection().replyMode());
    expect("none", "client", "reply", "off");
    expect("none", "client", "reply", "skip");
    assertEquals(Connection.ReplyMode.OFF, harness.connection().replyMode());
    expect("+OK", "client", "reply", "on");
    expect("-ERR syntax error", "client", "reply", "foo");
  }

  @Test
  void clientPause_modes_hold() {
    long now = harness.nowMillis();
    expect("-ERR timeout is not an integer or out of range", "client", "pause", "a");
    expect("-ERR timeout is negative", "client", "pause", "-1");
    expect("-ERR CLIENT PAUSE mode must be WRITE or ALL", "client", "pause", "1", "foo");
    expect("+OK", "client", "pause", "50", "write");
    assertTrue(harness.parameters().pause().holds(true, now + 49));
    assertFalse(harness.parameters().pause().holds(false, now + 49));
    expect("+OK", "client", "unpause");
    assertFalse(harness.parameters().pause().holds(true, now));
  }

  @Test
  void clientRest_answersAsRedis() {
    expect("-ERR unknown subcommand 'foo'. Try CLIENT HELP.", "client", "foo");
    expect("-ERR wrong number of arguments for 'client|id' command", "client", "id", "x");
    expect("+OK", "client", "no-evict", "on");
    expect("+OK", "client", "no-touch", "on");
    assertTrue(harness.connection().noEvict() && harness.connection().noTouch());
    expect("-ERR syntax error", "client", "no-evict", "foo");
    expect(":0", "client", "unblock", "1");
    expect(":0", "client", "unblock", "1", "error");
    expect("-ERR value is not an integer or out of range", "client", "unblock", "a");
    expect(
        "-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR", "client", "unblock", "1", "foo");
    expect(":-1", "client", "getredir");
    expect("{\"flags\" <\"off\"> \"redirect\" :-1 \"prefixes\" []}", "client", "trackinginfo");
    expect(
        "-ERR client-side caching is not supported by this server yet", "client", "tracking", "on");
    expect("+OK", "client", "tracking", "off");
    expect("-ERR syntax error", "client", "tracking", "foo");
  }
}
