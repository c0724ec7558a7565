// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

import java.util.Set;
import org.blockgraph.api.driver.ChildRole;

/**
 * Says what an edge uses and shares, from its roles and from what the users of its parent do together. The
 * rules are those that QEMU's documentation of its permission system gives for filters, for backing files and
 * for the files of formats.
 */
public final class AccessRule {

    private static final int WRITE = Permission.WRITE.bit();
    private static final int RESIZE = Permission.RESIZE.bit();
    private static final int READ = Permission.CONSISTENT_READ.bit();
    private static final int UNCHANGED = Permission.WRITE_UNCHANGED.bit();

    private AccessRule() {}

    /**
     * Returns what a device's client uses and shares: a writer, and who must not find other bytes than it
     * wrote, lets nobody else write unless told to.
     */
    public static Access ofDevice(boolean readOnly, boolean shareWrites) {
        return new Access(readOnly ? READ : READ | WRITE, shareWrites ? Permission.ALL : READ | UNCHANGED);
    }

    /**
     * Returns an edge's.
     *
     * @param roles the edge's
     * @param readOnly whether the parent node is never written to
     * @param above what the users of the parent node use and share, all together
     */
    public static Access ofEdge(Set<ChildRole> roles, boolean readOnly, Access above) {
        if (roles.contains(ChildRole.FILTERED)) {
            return above;
        }
        if (roles.contains(ChildRole.COW)) {
            return backing(above);
        }
        return storage(roles.contains(ChildRole.METADATA), readOnly, above);
    }

    /** A backing file is only read; others may change it only where those above can live with that. */
    private static Access backing(Access above) {
        boolean changes = above.shares(Permission.WRITE);
        return new Access(above.uses() & READ, changes ? Permission.ALL : READ | UNCHANGED);
    }

    /**
     * What a format keeps its image in. Where the format's own structures are, they have to be sound and are
     * written at any time, whatever users do, and nobody else may touch them. A write, also one of unchanged
     * bytes, may have to allocate, and so grow the file.
     */
    private static Access storage(boolean structures, boolean readOnly, Access above) {
        int uses = above.uses();
        int shares = above.shares();
        if (structures) {
            uses |= readOnly ? READ : READ | WRITE;
            shares &= ~(WRITE | RESIZE);
        }
        if ((uses & (WRITE | UNCHANGED)) != 0) {
            uses |= WRITE | RESIZE;
        }
        return new Access(uses, shares);
    }
}
