"""The back office of people, their memberships, and the keys of integrators."""

from django.contrib import admin
from django.contrib.auth.models import Group

from pos.users.admin.keys import ApiKeyAdmin
from pos.users.admin.people import MembershipAdmin, UserAdmin
from pos.users.models import ApiKey, Membership, User

# Rights come from memberships: a group would be a second, silent source of them.
admin.site.unregister(Group)
admin.site.register(User, UserAdmin)
admin.site.register(Membership, MembershipAdmin)
admin.site.register(ApiKey, ApiKeyAdmin)
