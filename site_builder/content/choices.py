"""The closed sets of values that fields of a case may have, by their codes.

Their Chinese labels are in `fields.zh-Hans.yml` and, for pages, in the theme's strings.
"""

from __future__ import annotations

from enum import StrEnum


class TitleType(StrEnum):
    PRINTED = "printed"
    SUPPLIED = "supplied"  # by the curator: the source prints none


class Genre(StrEnum):
    NEWS = "news"
    FEATURE = "feature"
    COMMENTARY = "commentary"
    OFFICIAL_BRIEF = "official_brief"
    SUBMISSION = "submission"
    ACADEMIC = "academic"
    POLICY = "policy"
    SPEECH = "speech"
    INTERVIEW = "interview"
    VIDEO_TRANSCRIPT = "video_transcript"


class Language(StrEnum):
    """Always with the script: a bare `zh` says nothing."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"


class SourceRole(StrEnum):
    BASE_TEXT = "base_text"
    ORIGINAL = "original"
    WITNESS = "witness"
    MIRROR = "mirror"
    FOLLOW_UP = "follow_up"
    POLICY_BASIS = "policy_basis"
    IMAGE = "image"


class SourceType(StrEnum):
    GOV = "gov"
    PARTY_MEDIA = "party_media"
    COMMERCIAL_MEDIA = "commercial_media"
    ACADEMIC = "academic"
    ORGANISATION = "organisation"
    DOCUMENT_SHOP = "document_shop"
    MIRROR_FARM = "mirror_farm"
    CONTENT_FARM = "content_farm"  # written by a machine to be found, no source for a case
    UNKNOWN = "unknown"


class CreatorRole(StrEnum):
    AUTHOR = "author"
    REPORTER = "reporter"
    CORRESPONDENT = "correspondent"
    EDITOR = "editor"
    PHOTOGRAPHER = "photographer"
    COMMENTATOR = "commentator"
    SUBMITTER = "submitter"
    BODY = "body"


class IssuedCertainty(StrEnum):
    STATED = "stated"
    INFERRED = "inferred"
    INFERRED_FROM_URL = "inferred_from_url"
    UNKNOWN = "unknown"


class UrlStatus(StrEnum):
    OBSERVED = "observed"
    INFERRED_FROM_PATH = "inferred_from_path"
    DEAD = "dead"
    UNKNOWN = "unknown"


class DamageKind(StrEnum):
    PINYIN_GLOSS = "pinyin_gloss"
    LOSSY_ENCODING = "lossy_encoding"
    SCRIPT_SWAPPED = "script_swapped"
    SCRIPT_MIXED = "script_mixed"
    SPAM_LINES = "spam_lines"
    MIRROR_CHROME = "mirror_chrome"
    HALF_WIDTH = "half_width"
    LOST_IMAGES = "lost_images"
    LOST_LAYOUT = "lost_layout"
    TRUNCATED = "truncated"
    OCR = "ocr"


class TextStatus(StrEnum):
    RAW = "raw"
    CLEANED = "cleaned"
    COLLATED = "collated"
    VERIFIED_ORIGINAL = "verified_original"


class Scope(StrEnum):
    COMPOUND = "compound"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    NATIONAL = "national"


class Settlement(StrEnum):
    URBAN = "urban"
    RURAL = "rural"
    TOWN = "town"
    URBAN_VILLAGE = "urban_village"
    INDUSTRIAL_ZONE = "industrial_zone"


class CommunityKind(StrEnum):
    OLD_ESTATE = "old_estate"
    UNIT_COMPOUND = "unit_compound"
    COMMERCIAL = "commercial"
    RESETTLEMENT = "resettlement"
    VILLAGE = "village"
    MIXED = "mixed"


class Ongoing(StrEnum):
    ONGOING = "ongoing"
    ENDED = "ended"
    ONE_OFF = "one_off"
    UNKNOWN = "unknown"


class PilotRound(StrEnum):
    R1_2022 = "r1_2022"
    R2_2023 = "r2_2023"
    R3_2024 = "r3_2024"
    NONE = "none"
    UNKNOWN = "unknown"


class FiveCo(StrEnum):
    """The five stages of 共同缔造, in their canonical order."""

    PLAN = "plan"
    BUILD = "build"
    MANAGE = "manage"
    EVALUATE = "evaluate"
    SHARE = "share"


class Spectrum(StrEnum):
    """How far the public takes part, from least to most, after IAP2."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"


class ActorRole(StrEnum):
    LEAD = "lead"
    CONVENE = "convene"
    DECIDE = "decide"
    FUND = "fund"
    BUILD = "build"
    MAINTAIN = "maintain"
    EVALUATE = "evaluate"
    BENEFIT = "benefit"
    SUPPORT = "support"


class Venue(StrEnum):
    COUNCIL = "council"
    BENCH_MEETING = "bench_meeting"
    COURTYARD_MEETING = "courtyard_meeting"
    ONLINE_GROUP = "online_group"
    PARTY_CENTRE = "party_centre"
    APP = "app"


class DecisionMethod(StrEnum):
    CONSENSUS = "consensus"
    VOTE = "vote"
    SIGNATURE = "signature"
    SURVEY = "survey"
    REPRESENTATIVE = "representative"
    LEAD_BODY_DECIDES = "lead_body_decides"


class Beneficiary(StrEnum):
    ELDERLY = "elderly"
    CHILDREN = "children"
    WOMEN = "women"
    DISABLED = "disabled"
    MIGRANTS = "migrants"
    NEW_EMPLOYMENT = "new_employment"
    LOW_INCOME = "low_income"
    ALL = "all"


class Digital(StrEnum):
    WECHAT_GROUP = "wechat_group"
    MINI_PROGRAM = "mini_program"
    GRID_PLATFORM = "grid_platform"
    POINTS_APP = "points_app"
    HOTLINE = "hotline"
    NONE = "none"


class Funder(StrEnum):
    RESIDENT = "resident"
    COLLECTIVE = "collective"
    ENTERPRISE = "enterprise"
    FISCAL = "fiscal"
    AWARD_SUBSIDY = "award_subsidy"
    MAINTENANCE_FUND = "maintenance_fund"
    CROWD = "crowd"


class Outcome(StrEnum):
    ENVIRONMENT = "environment"
    FACILITY = "facility"
    SERVICE = "service"
    DISPUTE = "dispute"
    SAFETY = "safety"
    INCOME = "income"
    CIVIC_CAPACITY = "civic_capacity"
    RULE_MADE = "rule_made"
    INSTITUTION = "institution"
    SATISFACTION = "satisfaction"


class Evidence(StrEnum):
    SELF_REPORT = "self_report"
    MEDIA_REPORT = "media_report"
    AWARD_REVIEW = "award_review"
    THIRD_PARTY_EVALUATION = "third_party_evaluation"
    ACADEMIC_STUDY = "academic_study"
    NONE = "none"


class RecognitionLevel(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    OTHER = "other"


class ImageStatus(StrEnum):
    KEPT = "kept"
    LOST = "lost"
    REPLACED = "replaced"


class Why(StrEnum):
    """Why a curator sets one case beside another."""

    SAME_PLACE = "same_place"
    SAME_MECHANISM = "same_mechanism"
    FOLLOW_UP = "follow_up"
    CONTRAST = "contrast"
    COPIED_FROM = "copied_from"
    SAME_TEXT = "same_text"


class ReviewStatus(StrEnum):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


class Completeness(StrEnum):
    STUB = "stub"
    PARTIAL = "partial"
    NEEDS_SOURCE = "needs_source"
    NEEDS_COLLATION = "needs_collation"
    COMPLETE = "complete"


class RightsStatus(StrEnum):
    COPYRIGHT_OTHER = "copyright_other"
    COPYRIGHT_UNCLEAR = "copyright_unclear"
    OPEN_LICENCE = "open_licence"
    PUBLIC_DOCUMENT = "public_document"


class RightsBasis(StrEnum):
    QUOTATION = "quotation"
    REVIEW = "review"
    RESEARCH = "research"
    PERMISSION = "permission"


class PlaceLevel(StrEnum):
    """From the widest to the narrowest; a zone acts as a county without being one."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    ZONE = "zone"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    COMPOUND = "compound"


class Precision(StrEnum):
    EXACT = "exact"
    COMMUNITY = "community"
    TOWNSHIP = "township"
    COUNTY = "county"
