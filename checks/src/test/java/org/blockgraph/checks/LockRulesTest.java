// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.blockgraph.checks.locks.LockRules;
import org.blockgraph.checks.locks.Pardon;
import org.junit.jupiter.api.Test;

/** The project keeps to the rules about locks, with no more exceptions than are needed. */
class LockRulesTest {

    @Test
    void theProjectKeepsToThem() throws IOException {
        assertEquals("", String.join("\n", LockRules.broken(PlantedDriver.project(), Pardon.GIVEN)));
    }

    @Test
    void whatIsPardonedIsFoundWithoutThePardonAndAPardonTooManyAsWell() throws IOException {
        Pardon missing = Pardon.GIVEN.getLast();
        List<Pardon> others = new ArrayList<>(Pardon.GIVEN.subList(0, Pardon.GIVEN.size() - 1));
        others.add(new Pardon("core.graph.Edge.limits", "core.graph.Node.servedBy", "Nothing is wrong."));
        List<String> complaints = LockRules.broken(PlantedDriver.project(), others);
        assertEquals(2, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).contains(" -> " + missing.caller() + "("), complaints::toString);
        assertTrue(complaints.get(0).contains(" -> " + missing.called() + ", which "), complaints::toString);
        assertEquals(
                "the pardon of core.graph.Edge.limits -> core.graph.Node.servedBy is not needed any more",
                complaints.get(1));
    }

    @Test
    void pardonsAreFewAndHaveReasons() {
        assertTrue(Pardon.GIVEN.size() <= Pardon.MAX, () -> Pardon.GIVEN.size() + " are too many");
        for (Pardon each : Pardon.GIVEN) {
            assertTrue(each.reason().split(" ").length > 5, each::toString);
        }
    }

    @Test
    void methodsThatTakeLocksForTheirCallersAreThere() throws IOException {
        assertEquals(List.of(), LockRules.missingBrokers(PlantedDriver.project()));
    }
}
