"""The back office: what every noun's admin page is made of.

Pages are for people of several workspaces on one server. What a person sees and may do comes from
their memberships (`access.TABLE`), not from Django's per-model permissions.
"""
