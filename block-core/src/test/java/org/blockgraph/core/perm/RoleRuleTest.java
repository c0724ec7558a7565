// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;
import org.junit.jupiter.api.Test;

/** Which roles go together. */
class RoleRuleTest {

    private static final Set<ChildRole> DATA = EnumSet.of(ChildRole.DATA);
    private static final Set<ChildRole> COW = EnumSet.of(ChildRole.COW);
    private static final Set<ChildRole> FILE =
            EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    private static final Set<ChildRole> FILTERED = EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY);

    @Test
    void aChildHasARoleThatSaysWhatItHolds() {
        assertEquals(
                "has none of the roles DATA, METADATA, FILTERED and COW",
                RoleRule.complaint(EnumSet.of(ChildRole.PRIMARY), List.of()));
        assertEquals(
                "has none of the roles DATA, METADATA, FILTERED and COW",
                RoleRule.complaint(Set.of(), List.of()));
        assertNull(RoleRule.complaint(FILE, List.of()));
    }

    @Test
    void someRolesAreGivenOnce() {
        assertEquals("is a second one with the role COW", RoleRule.complaint(COW, List.of(FILE, COW)));
        assertEquals("is a second one with the role PRIMARY", RoleRule.complaint(FILE, List.of(FILE)));
        assertEquals(
                "is a second one with the role FILTERED", RoleRule.complaint(FILTERED, List.of(FILTERED)));
        assertNull(RoleRule.complaint(DATA, List.of(DATA, DATA, FILE, COW)));
    }

    @Test
    void aBackingChildIsNeverPrimary() {
        assertEquals(
                "is COW and PRIMARY at the same time",
                RoleRule.complaint(EnumSet.of(ChildRole.COW, ChildRole.PRIMARY), List.of()));
    }

    @Test
    void aFilterHasExactlyOneChild() {
        assertNull(RoleRule.complaint(DriverKind.FILTER, List.of(FILTERED)));
        assertNotNull(RoleRule.complaint(DriverKind.FILTER, List.of()));
        assertNotNull(RoleRule.complaint(DriverKind.FILTER, List.of(FILE)));
        assertNotNull(RoleRule.complaint(DriverKind.FILTER, List.of(FILTERED, DATA)));
        assertNull(RoleRule.complaint(DriverKind.FORMAT, List.of(FILE, COW)));
        assertNull(RoleRule.complaint(DriverKind.PROTOCOL, List.of()));
    }
}
