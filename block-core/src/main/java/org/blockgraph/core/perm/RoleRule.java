// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.perm;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.blockgraph.api.driver.ChildRole;
import org.blockgraph.api.driver.DriverKind;

/** Says which roles the children of a node may have. */
public final class RoleRule {

    private static final Set<ChildRole> CONTENT =
            EnumSet.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.FILTERED, ChildRole.COW);
    private static final Set<ChildRole> ONCE =
            EnumSet.of(ChildRole.FILTERED, ChildRole.COW, ChildRole.PRIMARY);

    private RoleRule() {}

    /**
     * Looks at a child that is about to be attached.
     *
     * @param others the roles of the children that the node has already
     * @return what is wrong, in a sentence without a subject, or null
     */
    public static String complaint(Set<ChildRole> roles, Collection<Set<ChildRole>> others) {
        if (roles.stream().noneMatch(CONTENT::contains)) {
            return "has none of the roles DATA, METADATA, FILTERED and COW";
        }
        if (roles.contains(ChildRole.COW) && roles.contains(ChildRole.PRIMARY)) {
            return "is COW and PRIMARY at the same time";
        }
        for (ChildRole role : ONCE) {
            if (roles.contains(role) && others.stream().anyMatch(other -> other.contains(role))) {
                return "is a second one with the role " + role;
            }
        }
        return null;
    }

    /**
     * Looks at all children of a node that was opened.
     *
     * @return what is wrong, in a sentence without a subject, or null
     */
    public static String complaint(DriverKind kind, Collection<Set<ChildRole>> children) {
        Set<ChildRole> filtered = EnumSet.of(ChildRole.FILTERED, ChildRole.PRIMARY);
        if (kind == DriverKind.FILTER && (children.size() != 1 || !children.contains(filtered))) {
            return "is a filter and has not exactly one child, FILTERED and PRIMARY";
        }
        return null;
    }
}
