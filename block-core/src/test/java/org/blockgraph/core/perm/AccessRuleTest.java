// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.EnumSet;
import java.util.Set;
import org.blockgraph.api.driver.ChildRole;
import org.junit.jupiter.api.Test;

/** What edges use and share. */
class AccessRuleTest {

    private static final Set<ChildRole> FORMAT =
            EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.PRIMARY);
    private static final Set<ChildRole> DATA = EnumSet.of(ChildRole.DATA, ChildRole.PRIMARY);
    private static final Set<ChildRole> BACKING = EnumSet.of(ChildRole.COW);
    private static final Set<ChildRole> FILTERED = EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY);
    private static final Access WRITER = AccessRule.ofDevice(false, false);
    private static final Access READER = AccessRule.ofDevice(true, false);
    private static final Access TOLERANT = AccessRule.ofDevice(false, true);

    private static void check(String uses, String shares, Access access) {
        assertEquals(uses, Permission.text(access.uses()));
        assertEquals(shares, Permission.text(access.shares()));
    }

    @Test
    void aDeviceSharesWritesOnlyWhenTold() {
        check("consistent-read,write", "consistent-read,write-unchanged", WRITER);
        check("consistent-read", "consistent-read,write-unchanged", READER);
        check("consistent-read,write", "consistent-read,write,write-unchanged,resize", TOLERANT);
    }

    @Test
    void aFilterPassesOn() {
        assertEquals(WRITER, AccessRule.ofEdge(FILTERED, false, WRITER));
        assertEquals(Access.NONE, AccessRule.ofEdge(FILTERED, false, Access.NONE));
    }

    @Test
    void aBackingFileIsOnlyRead() {
        check("consistent-read", "consistent-read,write-unchanged",
                AccessRule.ofEdge(BACKING, false, WRITER));
        check(
                "consistent-read",
                "consistent-read,write,write-unchanged,resize",
                AccessRule.ofEdge(BACKING, false, TOLERANT));
        assertEquals(Access.NONE, AccessRule.ofEdge(BACKING, false, Access.NONE));
    }

    @Test
    void structuresAreWrittenWhateverUsersDoAndSharedWithNobody() {
        check("consistent-read,write,resize", "consistent-read,write-unchanged",
                AccessRule.ofEdge(FORMAT, false, Access.NONE));
        check("consistent-read", "consistent-read,write-unchanged",
                AccessRule.ofEdge(FORMAT, true, Access.NONE));
        check("consistent-read,write,resize", "consistent-read,write-unchanged",
                AccessRule.ofEdge(FORMAT, false, TOLERANT));
    }

    @Test
    void dataIsWrittenWhereUsersWriteAndMayGrow() {
        check("consistent-read,write,resize", "consistent-read,write-unchanged",
                AccessRule.ofEdge(DATA, false, WRITER));
        check("consistent-read", "consistent-read,write-unchanged", AccessRule.ofEdge(DATA, true, READER));
        check("write,write-unchanged,resize", "consistent-read,write,write-unchanged,resize",
                AccessRule.ofEdge(DATA, false, new Access(Permission.WRITE_UNCHANGED.bit(), Permission.ALL)));
    }

    @Test
    void togetherTheyUseAllAndShareWhatBothDo() {
        Access both = WRITER.with(new Access(Permission.RESIZE.bit(), Permission.ALL));
        check("consistent-read,write,resize", "consistent-read,write-unchanged", both);
        assertEquals(Permission.WRITE, WRITER.against(READER));
        assertNull(READER.against(WRITER));
        assertNull(TOLERANT.against(TOLERANT));
    }
}
