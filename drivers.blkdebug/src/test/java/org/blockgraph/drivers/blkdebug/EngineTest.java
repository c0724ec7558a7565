// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.drivers.blkdebug.Rule.InjectError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When rules act. */
@Timeout(30)
final class EngineTest {

    private final Engine engine = new Engine("d0");

    private void rule(String kind, String... settings) throws BlockException {
        Map<String, String> fields = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            fields.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        engine.add(new RuleText("d0", kind, fields).rule());
    }

    private boolean fails(IoType type) {
        return engine.failing(type, 0, 512) != null;
    }

    @Test
    void withoutRulesNothingFails() {
        assertTrue(engine.isQuiet());
        assertFalse(fails(IoType.READ));
        assertNull(engine.happen("write", true));
    }

    @Test
    void aRuleWithoutEventMeetsEveryRequestButQueries() throws Exception {
        rule("inject-error");
        for (IoType type : IoType.values()) {
            assertEquals(type != IoType.BLOCK_STATUS, fails(type), type.text());
        }
        assertEquals(5, engine.failing(IoType.READ, 0, 1).errno);
    }

    @Test
    void onceIsOnceAndThenTheRuleIsGone() throws Exception {
        rule("inject-error", "iotype=write", "once=on");
        assertFalse(fails(IoType.READ));
        assertTrue(fails(IoType.WRITE));
        assertFalse(fails(IoType.WRITE));
        assertTrue(engine.isQuiet());
    }

    @Test
    void theNthOccurrenceIsTheFirstThatCounts() throws Exception {
        rule("inject-error", "iotype=read", "nth=3");
        assertFalse(fails(IoType.READ));
        assertFalse(fails(IoType.WRITE));
        assertFalse(fails(IoType.READ));
        assertTrue(fails(IoType.READ));
        assertTrue(fails(IoType.READ));
    }

    @ParameterizedTest
    @CsvSource({
        "sector=2, 1024, 1, true",
        "sector=2, 0, 1024, false",
        "sector=2, 0, 1025, true",
        "sector=2, 1536, 1, false",
        "offset=100, 99, 1, false",
        "offset=100, 0, 101, true",
        "offset=100, 611, 5, true",
        "offset=100, 612, 5, false",
        "offset=0, 0, 0, false"
    })
    void aPlaceIsMetByWhatOverlapsIt(String place, long offset, long length, boolean met) throws Exception {
        rule("inject-error", place);
        assertEquals(met, engine.failing(IoType.WRITE, offset, length) != null);
    }

    /** The example of the states in QEMU's documentation: the second write between two flushes. */
    @Test
    void statesTellTheSecondFromTheFirst() throws Exception {
        rule("set-state", "event=write_aio", "state=1", "new_state=2");
        rule("inject-error", "event=write_aio", "state=2");
        engine.happen("write_aio", true);
        assertFalse(fails(IoType.WRITE), "the event that changes the state does not meet it");
        engine.happen("flush_to_disk", true);
        assertFalse(fails(IoType.FLUSH));
        engine.happen("write_aio", true);
        assertTrue(fails(IoType.WRITE));
    }

    @Test
    void anEventConcernsWhatItsThreadDoesNext() throws Exception {
        rule("inject-error", "event=l2_load", "iotype=read");
        engine.happen("l2_load", true);
        FutureTask<Boolean> other = new FutureTask<>(() -> fails(IoType.READ));
        Thread.ofPlatform().start(other);
        assertFalse(other.get(10, TimeUnit.SECONDS));
        assertFalse(fails(IoType.WRITE));
        assertTrue(fails(IoType.READ));
        assertFalse(fails(IoType.READ), "one event fails one request");
        engine.happen("l2_load", true);
        engine.happen("l2_update", true);
        assertFalse(fails(IoType.READ), "another event came in between");
        engine.happen("l2_load", true);
        engine.happen("read", false);
        assertTrue(fails(IoType.READ), "the request itself is an event, and no other one");
    }

    @Test
    void aBreakpointStopsOneRequest() throws Exception {
        rule("suspend", "event=write", "tag=A");
        Engine.Stopped stop = engine.happen("write", false);
        assertNotNull(stop);
        assertNull(engine.happen("write", false));
        assertTrue(engine.hasStopped("A") && engine.isStopped(stop));
        assertEquals(0, engine.resume("B", false));
        assertEquals(1, engine.resume("A", false));
        assertFalse(engine.hasStopped("A") || engine.isStopped(stop));
    }

    @Test
    void resumingLetsTheFirstGoOnAndRemovingAllOfThem() throws Exception {
        for (int i = 0; i < 3; i++) {
            rule("suspend", "event=read", "tag=A");
        }
        Engine.Stopped first = engine.happen("read", false);
        Engine.Stopped second = engine.happen("read", false);
        assertEquals(1, engine.resume("A", false));
        assertFalse(engine.isStopped(first));
        assertTrue(engine.isStopped(second));
        assertEquals(1, engine.removeSuspends("A"));
        assertEquals(1, engine.resume("A", true));
        assertTrue(engine.isQuiet());
    }

    @Test
    void onlyWhatFailsImmediatelyMeetsARequestThatMayNotWait() throws Exception {
        rule("inject-error", "errno=28", "nth=2");
        assertNull(engine.failingAtOnce(IoType.READ, 0, 1));
        assertNull(engine.failingAtOnce(IoType.READ, 0, 1));
        assertFalse(fails(IoType.READ), "what had no effect was counted");
        assertTrue(fails(IoType.READ));
        engine.replace(java.util.List.of());
        rule("inject-error", "immediately=on", "errno=28");
        InjectError error = engine.failingAtOnce(IoType.READ, 0, 1);
        assertEquals(28, error.errno);
    }

    @Test
    void thereAreOnlySoManyRules() throws Exception {
        for (int i = 0; i < Engine.MAX_RULES; i++) {
            rule("inject-error");
        }
        BlockException refused = assertThrows(BlockException.class, () -> rule("inject-error"));
        assertEquals(BlockError.BUSY, refused.error());
    }

    @Test
    void theReportHasEverything() throws Exception {
        rule("inject-error", "event=l2_load", "errno=28", "sector=2", "once=on", "short=7", "nth=2",
                "state=4");
        rule("set-state", "event=read", "new_state=9");
        rule("suspend", "event=read", "tag=A");
        rule("suspend", "event=write", "tag=B");
        engine.happen("read", false);
        assertEquals(
                """
                state 9
                inject-error event=l2_load state=4 nth=2 (met 0) \
                iotype=read+write+write-zeroes+discard+flush errno=28 offset=1024 length=512 short=7 once=on
                set-state event=read new_state=9
                suspend event=write tag=B
                stopped tag=A""",
                engine.report());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "inject-error | event=nonsense | event is 'nonsense'",
        "inject-error | iotype=erase | iotype is 'erase'",
        "inject-error | errno=0 | errno is '0'",
        "inject-error | errno=many | errno is 'many'",
        "inject-error | once=perhaps | once is neither on nor off",
        "inject-error | sector=1 offset=512 | give sector or offset",
        "inject-error | colour=red | colour is nothing that inject-error knows",
        "set-state | event=read | new_state is missing",
        "set-state | event=none new_state=2 | event is 'none'",
        "suspend | event=read | tag is missing",
        "suspend | tag=A | event is ''"
    })
    void badRulesAreNamed(String kind, String settings, String complaint) {
        BlockException refused = assertThrows(BlockException.class, () -> rule(kind, settings.split(" ")));
        assertEquals(BlockError.INVALID, refused.error());
        assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
        assertTrue(engine.isQuiet());
    }
}
